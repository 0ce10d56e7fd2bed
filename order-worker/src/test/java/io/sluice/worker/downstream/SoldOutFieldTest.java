package io.sluice.worker.downstream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SoldOutFieldTest {
    private static List<String> skus(String... lines) {
        return SoldOutField.skus(List.of(lines));
    }

    @Test
    void namesAreSeparatedByCommasAndTrimmed() {
        assertEquals(List.of("85123A", "POST", "a b"), skus("85123A, POST ,\ta b"));
    }

    @Test
    void severalLinesAreOneListAndEachNameCountsOnce() {
        assertEquals(List.of("A", "B", "C"), skus("A,B", "B,C"));
    }

    @Test
    void whatCannotBeASkuIsLeftOut() {
        assertEquals(List.of(), skus());
        assertEquals(List.of(), skus("", " , ,"));
        String longest = "x".repeat(64);
        assertEquals(List.of("A", longest), skus("A," + longest + "x," + longest));
    }

    @Test
    void noMoreThanSixtyFourAreTaken() {
        String line = IntStream.range(0, 100).mapToObj(i -> "S" + i).collect(Collectors.joining(","));
        assertEquals(64, skus(line).size());
    }
}
