package io.sluice.gateway.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderParserTest {
    private static final String ITEMS = "\"items\":[{\"sku\":\"A\",\"quantity\":1}]";

    private final OrderParser parser = new OrderParser(OrderForm.BUILT_IN);

    @Test
    void findsTheKeyOfAnOrderAndIgnoresFurtherFields() {
        ParsedOrder parsed = parse("{\"note\":{\"a\":[1,{}]},\"customerId\":\"c-1\"," + ITEMS + ",\"x\":null}");

        assertEquals("c-1", parsed.key());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "nonsense",
                "{\"customerId\":\"c\"," + ITEMS + "} x",
                "{\"customerId\":\"c\"," + ITEMS + "}{}",
                "{'customerId':'c'}",
                "{\"customerId\":\"c\",}"
            })
    void tellsWhatIsNotJson(String body) {
        ParsedOrder parsed = parse(body);

        assertNotNull(parsed.syntaxError());
        assertNull(parsed.key());
    }

    @Test
    void refusesWhatIsNotUtf8() {
        String order = "{\"customerId\":\"c\"," + ITEMS + "}";
        byte[] broken = order.replace("\"c\"", "\"c?\"").getBytes(StandardCharsets.UTF_8);
        broken[order.indexOf("\"c\"") + 2] = (byte) 0xff;

        assertNotNull(parser.parse(broken).syntaxError());
        assertNotNull(parser.parse(order.getBytes(StandardCharsets.UTF_16LE)).syntaxError());
        assertNotNull(parser.parse(order.getBytes(StandardCharsets.UTF_16)).syntaxError());
        assertNotNull(parser.parse(("\ufeff" + order).getBytes(StandardCharsets.UTF_8))
                .syntaxError());
    }

    @Test
    void refusesNestingThatIsMadeToExhaustAReader() {
        assertNotNull(parse("{\"a\":" + "[".repeat(100_000)).syntaxError());
    }

    @Test
    void tellsAllDefectsAtOnce() {
        ParsedOrder parsed = parse("{\"customerId\":7,\"items\":[{\"sku\":\"\"},{\"sku\":\"B\",\"quantity\":0},3]}");

        assertEquals(
                List.of("/customerId", "/items/0/sku", "/items/0/quantity", "/items/1/quantity", "/items/2"),
                parsed.defects().stream().map(Defect::pointer).toList());
    }

    @Test
    void tellsAtMostTwentyDefects() {
        assertEquals(
                20, parse("{\"items\":[" + "{},".repeat(99) + "{}]}").defects().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"text\"", "5", "null", "[{\"customerId\":\"c\"}]"})
    void wantsAnObject(String body) {
        assertEquals(List.of(new Defect("", "must be an object")), parse(body).defects());
    }

    @ParameterizedTest
    @CsvSource({
        "1,true",
        "1000000,true",
        "2.0,true",
        "2e1,true",
        "0,false",
        "-1,false",
        "1000001,false",
        "1.5,false",
        "99999999999999999999,false",
        "1e999,false",
        "true,false",
        "{},false",
        "null,false"
    })
    void takesWholeQuantitiesFromOneToAMillion(String quantity, boolean fits) {
        ParsedOrder parsed = parse("{\"customerId\":\"c\",\"items\":[{\"sku\":\"A\",\"quantity\":" + quantity + "}]}");

        assertEquals(fits, parsed.key() != null);
    }

    @Test
    void countsCharactersAsJsonSchemaDoes() {
        String beyondTheBasicPlane = "\ud83d\ude00";

        assertNotNull(order(beyondTheBasicPlane.repeat(64)).key());
        assertNull(order(beyondTheBasicPlane.repeat(65)).key());
        assertNotNull(order("c".repeat(64)).key());
        assertNull(order("c".repeat(65)).key());
        assertNull(order("").key());
    }

    @Test
    void takesUpToTwoThousandItems() {
        String item = "{\"sku\":\"A\",\"quantity\":1}";

        assertNotNull(parse("{\"customerId\":\"c\",\"items\":[" + (item + ",").repeat(1999) + item + "]}")
                .key());
        assertEquals(
                "/items",
                parse("{\"customerId\":\"c\",\"items\":[" + (item + ",").repeat(2000) + item + "]}")
                        .defects()
                        .get(0)
                        .pointer());
        assertEquals(
                "/items",
                parse("{\"customerId\":\"c\",\"items\":[]}").defects().get(0).pointer());
    }

    @Test
    void refusesFieldsOfTheSchemaThatAreGivenTwiceAsReadersDiffer() {
        ParsedOrder parsed = parse("{\"customerId\":\"a\",\"customerId\":\"b\"," + ITEMS
                + ",\"items\":[{\"sku\":\"A\",\"sku\":\"B\",\"quantity\":1,\"quantity\":2}]}");

        assertEquals(
                List.of("/customerId", "/items", "/items/0/sku", "/items/0/quantity"),
                parsed.defects().stream().map(Defect::pointer).toList());
        assertNotNull(
                parse("{\"customerId\":\"a\",\"x\":1,\"x\":2," + ITEMS + "}").key());
    }

    @Test
    void refusesHalfACharacterAsItHasNoUtf8() {
        assertNull(order("a\\ud83d").key());
        assertNull(order("\\ude00a").key());
        assertNotNull(order("\\ud83d\\ude00").key());
    }

    @ParameterizedTest
    @CsvSource({"/buyer/id,b-1", "/buyer/a~1b,b-2", "/items/1/sku,B", "/deep/0/0,d"})
    void findsTheKeyWhereverThePointerLeads(String pointer, String key) {
        String body = "{\"customerId\":\"c\",\"buyer\":{\"x\":[1],\"id\":\"b-1\",\"a/b\":\"b-2\"},\"deep\":[[\"d\"]],"
                + "\"items\":[{\"sku\":\"A\",\"quantity\":1},{\"sku\":\"B\",\"quantity\":1}]}";

        assertEquals(key, parser(pointer).parse(bytes(body)).key());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/buyer/none", "/buyer", "/buyer/twice", "/buyer/id/more"})
    void tellsWhereAKeyIsMissingOrNoTextOrAmbiguous(String pointer) {
        String body = "{\"customerId\":\"c\",\"buyer\":{\"id\":\"b\",\"twice\":\"1\",\"twice\":\"2\"}," + ITEMS + "}";

        assertEquals(
                pointer, parser(pointer).parse(bytes(body)).defects().get(0).pointer());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "customerId", "/items/*/sku", "/a~", "/a~2b"})
    void knowsWhatIsNoPointerToOneValue(String pointer) {
        assertNull(KeyPointer.parse(pointer));
    }

    @Test
    void findsEverySkuOnce() {
        assertEquals(List.of("A", "é", "B"), skus("A", "\\u00e9", "A", "B", "é"));
    }

    @Test
    void letsNoMoreSkusTravelThanMay() {
        String[] most = IntStream.range(0, 64).mapToObj(i -> "sku-" + i).toArray(String[]::new);
        String[] tooMany = IntStream.range(0, 65).mapToObj(i -> "sku-" + i).toArray(String[]::new);

        assertEquals(List.of(most), skus(most));
        assertEquals(List.of(), skus(tooMany));
        assertEquals(List.of(), skus("A", "B\\n"));
        assertEquals(List.of(), skus("A", "B\\ud83d"));
    }

    @ParameterizedTest
    @CsvSource({
        "/items/*/sku,A B",
        "/items/1/sku,B",
        "/lines/*/of/*,X Y Z",
        "/article,S",
        "/lines/*/of,",
        "/lines/*/none,",
        "/mixed/*/sku,",
        "/numbers/*,",
        "/none,"
    })
    void findsTheSkusWhereverThePointerLeadsAndAllOfThemOrNone(String pointer, String found) {
        String body =
                "{\"customerId\":\"c\",\"article\":\"S\",\"lines\":[{\"of\":[\"X\",\"Y\"]},{\"of\":[\"Z\",\"X\"]}],"
                        + "\"mixed\":[{\"sku\":\"A\"},{\"bundle\":7}],\"numbers\":[\"1\",2],"
                        + "\"items\":[{\"sku\":\"A\",\"quantity\":1},{\"sku\":\"B\",\"quantity\":1}]}";
        OrderParser elsewhere = new OrderParser(new OrderForm(KeyPointer.CUSTOMER, SkuPointer.parse(pointer), null));

        assertEquals(
                found == null ? List.of() : List.of(found.split(" ")),
                elsewhere.parse(bytes(body)).skus());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "items", "/a~", "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17"})
    void knowsWhatIsNoPointerToSkus(String pointer) {
        assertNull(SkuPointer.parse(pointer));
    }

    private List<String> skus(String... skus) {
        return parse("{\"customerId\":\"c\",\"items\":["
                        + Arrays.stream(skus)
                                .map(sku -> "{\"sku\":\"" + sku + "\",\"quantity\":1}")
                                .collect(Collectors.joining(","))
                        + "]}")
                .skus();
    }

    @Test
    void goesByAnotherSchemaButWantsAKeyAllTheSame() {
        OrderParser booking = new OrderParser(
                new OrderForm(KeyPointer.parse("/buyer"), SkuPointer.parse("/seats/*"), (body, defects) -> {
                    if (body.length > 50) {
                        defects.add("/seats", "must not be so many");
                    }
                }));

        ParsedOrder parsed = booking.parse(bytes("{\"buyer\":\"ada\",\"seats\":[\"1a\",\"1b\"]}"));
        assertEquals("ada", parsed.key());
        assertEquals(List.of("1a", "1b"), parsed.skus());
        assertEquals(
                List.of("/seats", "/buyer"),
                booking.parse(bytes("{\"seats\":[" + "\"1a\",".repeat(20) + "\"1b\"]}")).defects().stream()
                        .map(Defect::pointer)
                        .toList());
        assertNotNull(booking.parse(bytes("{\"buyer\":\"ada\"} x")).syntaxError());
    }

    @Test
    void neverThrowsWhateverTheBytes() {
        java.util.Random random = new java.util.Random(7);
        byte[] order = bytes("{\"customerId\":\"c-1\"," + ITEMS + "}");
        for (int round = 0; round < 20_000; round++) {
            byte[] mutated = order.clone();
            for (int i = 0; i <= random.nextInt(3); i++) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            ParsedOrder parsed = parser.parse(mutated);
            assertTrue(parsed.key() != null
                    || parsed.syntaxError() != null
                    || !parsed.defects().isEmpty());
        }
    }

    private static OrderParser parser(String pointer) {
        return new OrderParser(new OrderForm(KeyPointer.parse(pointer), SkuPointer.ITEMS, null));
    }

    private ParsedOrder order(String customerId) {
        return parse("{\"customerId\":\"" + customerId + "\"," + ITEMS + "}");
    }

    private ParsedOrder parse(String body) {
        return parser.parse(bytes(body));
    }

    private static byte[] bytes(String body) {
        return body.getBytes(StandardCharsets.UTF_8);
    }
}
