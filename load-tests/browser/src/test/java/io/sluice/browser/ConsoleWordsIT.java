package io.sluice.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Browser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the console says of states that no system could be brought into at the right moment. */
@ExtendWith(RunningShop.class)
final class ConsoleWordsIT {
    private final Chromium chromium;
    private final ShopSystem system;
    private OnCall ada;

    ConsoleWordsIT(Chromium chromium, ShopSystem system) {
        this.chromium = chromium;
        this.system = system;
    }

    @BeforeEach
    void look() {
        Browser.NewContextOptions elsewhere = new Browser.NewContextOptions().setTimezoneId("Asia/Tokyo");
        ada = OnCall.with(chromium, elsewhere).looking(system);
    }

    @AfterEach
    void leave() {
        ada.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                                | Draining 800/s of 800/s, 41,200 waiting, empty in 51 s
            {drainedAt: null}                                                 | Draining 800/s of 800/s, 41,200 waiting, no end in sight
            {control: {paused: true, by: "ada", reason: "second database"}}   | PAUSED by ada: second database. 41,200 waiting
            {control: {paused: true, by: "ada", reason: ""}}                  | PAUSED by ada. 41,200 waiting
            {workerCount: 0}                                                  | NO LIVE WORKER with 41,200 waiting
            {holdMillis: 11300}                                               | The order system asks for quiet, 12 s more. 41,200 waiting
            {state: "paused"}                                                 | The schedule has a break. 41,200 waiting
            {state: "stalled"}                                                | STALLED without a rate. 41,200 waiting
            {state: "empty"}                                                  | Keeping up: 800/s of 800/s, nothing is waiting
            """)
    void everyStateHasItsSentence(String different, String sentence) {
        assertEquals(sentence, said("null", "{...now, ..." + different + "}"));
    }

    @Test
    void aGatewayThatIsNotReadySaysWhy() {
        assertEquals("This gateway is starting: waiting for Kafka", said("'waiting for Kafka'", "null"));
        assertEquals("NOT READY: Kafka does not answer. 41,200 waiting", said("'Kafka does not answer'", "now"));
    }

    @Test
    void timesAreInTheViewersZone() {
        assertEquals("22:41", words("timeOfDay(Date.UTC(2026, 10, 28, 13, 41), Date.UTC(2026, 10, 28, 12, 0))"));
        assertEquals("29 Nov, 08:00", words("timeOfDay(Date.UTC(2026, 10, 28, 23), Date.UTC(2026, 10, 28, 12))"));
    }

    @Test
    void durationsAreAsPeopleSayThem() {
        assertEquals(
                "4.5 s, 51 s, 3 min, 20 h, 3 days, –",
                words("[4.51, 51.4, 200, 72_000, 259_200, null].map(duration).join(', ')"));
        assertEquals("0.5, 9.5, 10, 41,200", words("[0.5, 9.52, 10.4, 41_200].map(number).join(', ')"));
    }

    private Object said(String notReady, String now) {
        return words("""
                (() => {
                  const now = {control: {paused: false}, workerCount: 3, holdMillis: 0, state: "draining", drainedAt: 51_000};
                  const point = {backlog: 41_200, target: 800};
                  return sentence({notReady: %s, now: %s, point, settledPerSecond: 799.6}, 0).text;
                })()""".formatted(notReady, now));
    }

    /** What an expression over the module comes to. */
    private Object words(String expression) {
        return ada.page()
                .evaluate("import('/console/words.js').then(({ sentence, timeOfDay, duration, number }) => "
                        + expression + ")");
    }
}
