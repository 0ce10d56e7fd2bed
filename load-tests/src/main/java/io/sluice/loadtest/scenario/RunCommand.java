package io.sluice.loadtest.scenario;

import io.sluice.loadtest.drive.GatewayAddress;
import io.sluice.loadtest.drive.RunClock;
import io.sluice.loadtest.fleet.FleetSystem;
import io.sluice.loadtest.report.LatencyLog;
import io.sluice.loadtest.report.ScenarioReport;
import io.sluice.loadtest.rig.Machine;
import io.sluice.loadtest.rig.RunFolder;
import io.sluice.loadtest.rig.RunOptions;
import io.sluice.loadtest.sale.Gateways;
import io.sluice.loadtest.sale.SaleGround;
import io.sluice.loadtest.verdict.FleetFacts;
import io.sluice.loadtest.verdict.Histories;
import io.sluice.loadtest.verdict.PostLine;
import io.sluice.loadtest.verdict.ScenarioFacts;
import io.sluice.loadtest.verdict.ScenarioHistories;
import io.sluice.loadtest.verdict.ScenarioVerdict;
import io.sluice.loadtest.verdict.ShownLine;
import io.sluice.loadtest.verdict.UnreadableHistoryException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code run}: plays a scenario and judges it by the limits in its file. Confined to the main thread. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Plays a scenario: buyers come when the scenario says, whatever became of the others, things are done to the"
                    + " system meanwhile, and the result is held against the scenario's limits.",
            "With --gateway a system that runs already is driven; whatever else it does meanwhile is judged, too: nobody"
                    + " else should send it orders. Else a stack of its own is started: broker, reference order system, gateways, workers."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:the limits were kept",
            "1:they were not",
            "2:the run says nothing, as the driver could not keep its schedule or something broke by itself; or the"
                    + " scenario cannot be understood",
            "130:stopped with Ctrl-C"
        })
public final class RunCommand implements Callable<Integer> {
    /** The copy of the scenario's file beside the histories. */
    static final String SCENARIO_FILE = "scenario.yaml";

    private static final int SAYS_NOTHING = 2;
    private static final double STRETCH_MAX = 10_000;

    @Parameters(
            arity = "0..1",
            paramLabel = "SCENARIO",
            description = "A built-in scenario's name, see --list, or a path to a file")
    private @Nullable String wanted;

    @Option(names = "--list", description = "Lists the built-in scenarios with their purpose")
    private boolean list;

    @Option(names = "--embedded", description = "Starts a stack of its own; the default where no --gateway is given")
    private boolean embedded;

    @Option(
            names = "--gateway",
            split = ",",
            paramLabel = "URL",
            description = "Drives the gateways there instead: http://host:port, several comma-separated")
    private @Nullable List<String> gateways;

    @Option(
            names = "--bootstrap",
            paramLabel = "BROKERS",
            description = "With --gateway: Kafka's brokers, host:port, comma-separated")
    private @Nullable String bootstrapServers;

    @Option(
            names = "--calls",
            paramLabel = "FILE",
            description = "With --gateway: the history that the reference order system writes (downstream --history)")
    private @Nullable Path calls;

    @Option(
            names = "--order-system",
            paramLabel = "URL",
            description = "With --gateway: where the reference order system can be made to suffer")
    private @Nullable URI orderSystem;

    @Option(
            names = "--stretch",
            defaultValue = "1",
            paramLabel = "TIMES",
            description = "Takes so many times as long at the same rates, such as 60 for an hour's soak; default"
                    + " ${DEFAULT-VALUE}")
    private double stretch;

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws IOException {
        options.check(stretch >= 0.01 && stretch <= STRETCH_MAX, "--stretch must be from 0.01 to 10000");
        options.check(!embedded || gateways == null, "--embedded and --gateway exclude each other");
        try {
            if (list) {
                list();
                return 0;
            }
            String name = wanted;
            if (name == null) {
                options.check(false, "which scenario? See --list");
                return SAYS_NOTHING;
            }
            Scenario scenario = ScenarioFiles.find(name).stretched(stretch);
            double orders = scenario.arrivals().stream()
                    .mapToDouble(Phase::expectedOrders)
                    .sum();
            options.check(orders <= Arrivals.ORDERS_MAX, "--stretch makes that more than 5,000,000 orders");
            options.folderName(scenario.name());
            return gateways == null ? onOwnStack(scenario) : onRunning(scenario, running(scenario, gateways));
        } catch (BadScenarioException e) {
            say(String.valueOf(e.getMessage()));
            return SAYS_NOTHING;
        } catch (UnreadableHistoryException | IllegalStateException e) {
            // A run that could not be played to its end or judged says as little as one that was badly driven.
            say("run: " + e.getMessage());
            return SAYS_NOTHING;
        } catch (InterruptedException e) {
            return 130;
        }
    }

    private void list() throws BadScenarioException {
        for (String name : ScenarioFiles.BUILT_IN) {
            say(String.format("%-14s%s", name, ScenarioFiles.builtIn(name).purpose()));
        }
    }

    private void say(String line) {
        options.console().println(line);
        options.console().flush();
    }

    private static List<String> files() {
        return List.of(
                Histories.ORDERS_FILE,
                Histories.CALLS_FILE,
                Histories.OUTCOMES_FILE,
                ScenarioHistories.OTHERS_FILE,
                PostLine.FILE,
                ShownLine.FILE,
                FleetFacts.FILE,
                ScenarioFacts.FILE,
                SCENARIO_FILE,
                ScenarioReport.HTML_FILE,
                ScenarioReport.JSON_FILE,
                LatencyLog.FILE);
    }

    private int onOwnStack(Scenario scenario) throws IOException {
        Scenario.Stack stack = scenario.system();
        SaleGround ground = SaleGround.of(
                options,
                files(),
                new FleetSystem.Options(
                        stack.rate(), stack.capacity(), stack.partitions(), stack.worker(), stack.stock()),
                Gateways.Options.polite(stack.gateways(), stack.gateway()));
        int[] exitCode = new int[1];
        int stopped = ground.fleet().play(() -> {
            exitCode[0] = play(
                    scenario,
                    new EmbeddedStand(ground, stack.workers()),
                    ground.fleet().clock(),
                    ground.directory());
            return true;
        });
        return stopped == 0 ? exitCode[0] : stopped;
    }

    private int onRunning(Scenario scenario, RunningStand.Plan plan)
            throws IOException, InterruptedException, UnreadableHistoryException {
        RunFolder folder = options.folder(files());
        RunClock clock = RunOptions.clock();
        return play(scenario, new RunningStand(plan, clock, folder.directory()), clock, folder.directory());
    }

    private RunningStand.Plan running(Scenario scenario, List<String> urls) throws BadScenarioException {
        String brokers = bootstrapServers;
        Path history = calls;
        if (brokers == null || history == null) {
            throw new BadScenarioException("--gateway needs --bootstrap and --calls");
        }
        try {
            RunningStand.Plan plan = new RunningStand.Plan(
                    urls.stream().map(GatewayAddress::parse).toList(),
                    brokers,
                    history,
                    orderSystem,
                    scenario.system().workers());
            plan.check(scenario);
            if (!Files.isReadable(history)) {
                throw new BadScenarioException("--calls: " + history + " cannot be read");
            }
            return plan;
        } catch (IllegalArgumentException e) {
            throw new BadScenarioException("--gateway: " + e.getMessage());
        }
    }

    private int play(Scenario scenario, Stand stand, RunClock clock, Path directory)
            throws IOException, InterruptedException, UnreadableHistoryException {
        Files.writeString(directory.resolve(SCENARIO_FILE), scenario.text());
        say(scenario.name() + ": " + scenario.purpose());
        say("arrivals: " + scenario.arrivalsInWords());
        ScenarioFacts facts = new ScenarioFacts(
                scenario.name(),
                scenario.purpose(),
                scenario.text(),
                scenario.arrivalsInWords(),
                scenario.schedule().orders(),
                scenario.comesAgain(),
                scenario.buyers().watchers(),
                scenario.limits(),
                Machine.now());
        facts.write(directory);
        FleetFacts done = new ScenarioRun(scenario, stand, clock, directory, this::say).run();
        ScenarioHistories histories = ScenarioHistories.read(facts, directory);
        ScenarioVerdict verdict = ScenarioVerdict.judge(facts, done, histories);
        ScenarioReport.write(verdict, histories, directory);
        say("");
        say(verdict.text());
        say("Report: " + directory.resolve(ScenarioReport.HTML_FILE));
        return verdict.exitCode();
    }
}
