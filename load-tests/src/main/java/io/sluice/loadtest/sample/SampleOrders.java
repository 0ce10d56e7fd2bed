package io.sluice.loadtest.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Order bodies made of a real shop's order lines, the same ones in every run: sizes spread over two orders of magnitude
 * as they do in life. After the last real order the first comes again, for another customer. Immutable, thread-safe.
 */
public final class SampleOrders {
    private static final String RESOURCE = "order-lines.csv";
    private static final String HEADER = "order_id,customer_id,sku,quantity,unit_price";
    private static final byte[] HEAD = ascii("{\"customerId\":\"");
    private static final int CUSTOMER_DIGITS = 6;

    private final List<Template> templates;

    private SampleOrders(List<Template> templates) {
        this.templates = List.copyOf(templates);
    }

    /** A real order, encoded but for the number that makes its customer a new one. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Template(String customer, byte[] tail, int lines) {}

    /** Reads the shipped orders, as long as they were; worth doing once. */
    public static SampleOrders load() {
        return load(Integer.MAX_VALUE);
    }

    /**
     * Reads the shipped order lines in baskets of at most so many: who waits for a sale to open buys a few things, not
     * the 28 that the shop's average order of gifts has.
     */
    public static SampleOrders load(int linesMax) {
        try (InputStream resource = SampleOrders.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the jar");
            }
            return new SampleOrders(
                    read(new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8)), linesMax));
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " cannot be read", e);
        }
    }

    private static List<Template> read(BufferedReader lines, int linesMax) throws IOException {
        if (!HEADER.equals(lines.readLine())) {
            throw new IllegalStateException(RESOURCE + " does not begin with " + HEADER);
        }
        List<Template> templates = new ArrayList<>();
        List<String[]> order = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            // No field holds a comma or a quote: the copy was cleaned that way.
            String[] fields = line.split(",", -1);
            boolean another = !order.isEmpty() && !order.get(0)[0].equals(fields[0]);
            if (another || order.size() == linesMax) {
                templates.add(template(order));
                order.clear();
            }
            order.add(fields);
        }
        templates.add(template(order));
        return templates;
    }

    private static Template template(List<String[]> lines) {
        StringBuilder tail = new StringBuilder("\",\"reference\":\"")
                .append(lines.get(0)[0])
                .append("\",\"currency\":\"GBP\",\"items\":[");
        String separator = "";
        for (String[] line : lines) {
            tail.append(separator).append("{\"sku\":\"").append(line[2]);
            tail.append("\",\"quantity\":").append(line[3]);
            tail.append(",\"unitPrice\":").append(line[4]).append('}');
            separator = ",";
        }
        return new Template(lines.get(0)[1], ascii(tail.append("]}").toString()), lines.size());
    }

    /** How many different real orders there are. */
    public int count() {
        return templates.size();
    }

    /** Lines of the i-th order. */
    public int lines(long i) {
        return template(i).lines();
    }

    /** The customer of the i-th order, who buys nothing else: {@code 17850-000042}. */
    public String customerId(long i) {
        return template(i).customer() + "-" + new String(digits(i), StandardCharsets.US_ASCII);
    }

    /** The same wares for another customer, whose id needs no escape in JSON. */
    public byte[] body(long i, String customerId) {
        Template template = template(i);
        byte[] customer = ascii(customerId);
        byte[] body = new byte[HEAD.length + customer.length + template.tail().length];
        put(template.tail(), body, put(customer, body, put(HEAD, body, 0)));
        return body;
    }

    /** The body of the i-th order, i from 0 without end. A new array each time: it is the caller's. */
    public byte[] body(long i) {
        Template template = template(i);
        byte[] customer = ascii(template.customer());
        byte[] digits = digits(i);
        byte[] body = new byte[HEAD.length + customer.length + 1 + digits.length + template.tail().length];
        int at = put(HEAD, body, 0);
        at = put(customer, body, at);
        body[at++] = '-';
        at = put(digits, body, at);
        put(template.tail(), body, at);
        return body;
    }

    private Template template(long i) {
        return templates.get((int) (i % templates.size()));
    }

    private static int put(byte[] part, byte[] body, int at) {
        System.arraycopy(part, 0, body, at, part.length);
        return at + part.length;
    }

    private static byte[] digits(long i) {
        String number = Long.toString(i);
        return ascii("0".repeat(Math.max(0, CUSTOMER_DIGITS - number.length())) + number);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
