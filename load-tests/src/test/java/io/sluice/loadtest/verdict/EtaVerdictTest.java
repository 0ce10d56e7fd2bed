package io.sluice.loadtest.verdict;

import static io.sluice.loadtest.verdict.SyntheticSale.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

final class EtaVerdictTest {
    private final SyntheticSale sale = new SyntheticSale();

    @Test
    void findsNothingWrongWithAnExactForecast() {
        Ruling ruling = sale.judgeEta();

        assertEquals(List.of(), ruling.failures());
        assertEquals(1_000.0, ruling.figures().get("postedPredictions"));
        assertTrue(ruling.figures().get("laterPredictions") > 100);
    }

    @Test
    void allowsHalfASecondAtShortWaits() {
        tell(order -> order.etaSeconds() + 0.49);

        assertTrue(sale.judgeEta().clean());
    }

    @Test
    void seesAForecastThatIsOffByMoreThanHalfASecondInTheMedian() {
        tell(order -> order.etaSeconds() + 0.6);

        assertSees("told with the 202, p50");
    }

    @Test
    void seesAForecastThatIsFarOffForOneOrderInTen() {
        tell(order -> order.position() % 10 == 0 ? order.etaSeconds() + 2 : order.etaSeconds());

        assertSees("told with the 202, p95");
        assertFalse(failures().contains("p50"));
    }

    @Test
    void seesALaterLookThatIsOff() {
        sale.shown.replaceAll(line -> new ShownLine(
                line.shownAtMicros(),
                line.buyer(),
                line.orderId(),
                line.gateway(),
                line.channel(),
                line.status(),
                line.position(),
                line.etaSeconds() + 2));

        assertSees("told at later looks, p50");
    }

    @Test
    void countsNothingThatAChangeOfTheRateCameBetween() {
        tell(order -> order.position() >= 300 ? order.etaSeconds() + 5 : order.etaSeconds());
        sale.rateChanges.add(new FleetFacts.RateChange(at(3), at(3.02), 80));

        Ruling ruling = sale.judgeEta();

        assertEquals(299.0, ruling.figures().get("postedPredictions"), 2);
        assertFalse(ruling.failures().toString().contains("told with the 202"));
    }

    @Test
    void countsWhatWasToldAfterTheChange() {
        sale.rateChanges.add(new FleetFacts.RateChange(at(-2), at(-1), 100));
        tell(order -> order.etaSeconds() + 5);

        assertSees("told with the 202, p50");
    }

    @Test
    void isNotCleanWhereNothingWasTold() {
        tell(order -> Double.NaN);

        assertSees("told with the 202, p50");
    }

    private void tell(ToDoubleFunction<OrderLine> etaSeconds) {
        sale.orders.replaceAll(order -> new OrderLine(
                order.scheduledAtMicros(),
                order.sentAtMicros(),
                order.answeredAtMicros(),
                order.httpStatus(),
                order.orderId(),
                order.position(),
                etaSeconds.applyAsDouble(order),
                null));
    }

    private void assertSees(String failure) {
        assertTrue(failures().contains(failure), this::failures);
    }

    private String failures() {
        return sale.judgeEta().failures().toString();
    }
}
