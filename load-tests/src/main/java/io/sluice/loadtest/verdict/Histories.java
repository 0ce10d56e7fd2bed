package io.sluice.loadtest.verdict;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Three records of one run, each kept by somebody else: what the clients were told, what the downstream did, what the
 * outcomes say. Reading is strict: a history that is not whole must not pass for a clean one.
 */
public record Histories(List<OrderLine> orders, List<CallLine> calls, List<OutcomeLine> outcomes) {
    public static final String ORDERS_FILE = "orders.csv";
    public static final String CALLS_FILE = "calls.csv";
    public static final String OUTCOMES_FILE = "outcomes.csv";

    public Histories {
        orders = List.copyOf(orders);
        calls = List.copyOf(calls);
        outcomes = List.copyOf(outcomes);
    }

    /** Reads the three files in a directory. */
    public static Histories read(Path directory) throws UnreadableHistoryException {
        return new Histories(
                readOrders(directory),
                readCalls(directory),
                lines(directory.resolve(OUTCOMES_FILE), OutcomeLine.HEADER, OutcomeLine::parse));
    }

    /** Reads the driver's file alone, as where there are several drivers each has one. */
    public static List<OrderLine> readOrders(Path directory) throws UnreadableHistoryException {
        return lines(directory.resolve(ORDERS_FILE), OrderLine.HEADER, OrderLine::parse);
    }

    /** Reads the downstream's file alone, for what is judged by nothing else. */
    public static List<CallLine> readCalls(Path directory) throws UnreadableHistoryException {
        return lines(directory.resolve(CALLS_FILE), CallLine.HEADER, CallLine::parse);
    }

    static <T> List<T> lines(Path file, String header, LineParser<T> parser) throws UnreadableHistoryException {
        int fieldCount = header.split(",", -1).length;
        List<T> lines = new ArrayList<>();
        int number = 1;
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            String first = reader.readLine();
            if (!header.equals(first)) {
                throw new UnreadableHistoryException(file + " line 1: is not '" + header + "'");
            }
            String line;
            while ((line = reader.readLine()) != null) {
                number++;
                lines.add(parser.parse(Fields.split(file + " line " + number, line, fieldCount)));
            }
        } catch (NoSuchFileException e) {
            throw new UnreadableHistoryException(file + " is missing");
        } catch (MalformedInputException e) {
            throw new UnreadableHistoryException(file + " line " + (number + 1) + ": is not UTF-8 text");
        } catch (IOException e) {
            throw new UnreadableHistoryException(file + " cannot be read: " + e.getMessage());
        }
        return lines;
    }

    /** One line to one record. */
    interface LineParser<T> {
        T parse(Fields fields) throws UnreadableHistoryException;
    }
}
