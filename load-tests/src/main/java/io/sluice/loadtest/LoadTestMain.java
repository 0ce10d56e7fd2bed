package io.sluice.loadtest;

import io.sluice.loadtest.bare.BareCallsCommand;
import io.sluice.loadtest.bare.BareCommand;
import io.sluice.loadtest.bare.MetronomeCommand;
import io.sluice.loadtest.broker.BrokerCommand;
import io.sluice.loadtest.burst.BurstCommand;
import io.sluice.loadtest.burst.LatencyCommand;
import io.sluice.loadtest.compare.CompareCommand;
import io.sluice.loadtest.demo.DemoCommand;
import io.sluice.loadtest.downstream.DownstreamCommand;
import io.sluice.loadtest.fleet.AdaptiveCommand;
import io.sluice.loadtest.fleet.FaultsCommand;
import io.sluice.loadtest.fleet.HotPartitionCommand;
import io.sluice.loadtest.fleet.LayCommand;
import io.sluice.loadtest.fleet.OutcomeDelayCommand;
import io.sluice.loadtest.fleet.SpacingCommand;
import io.sluice.loadtest.merge.MergeCommand;
import io.sluice.loadtest.sale.BuyersCommand;
import io.sluice.loadtest.sale.EtaCommand;
import io.sluice.loadtest.sale.OverloadCommand;
import io.sluice.loadtest.sale.SoldOutCommand;
import io.sluice.loadtest.sale.WatchCommand;
import io.sluice.loadtest.sale.WatchersCommand;
import io.sluice.loadtest.sample.OrdersCommand;
import io.sluice.loadtest.scenario.RunCommand;
import io.sluice.loadtest.verdict.VerifyCommand;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The load tests' one jar: each command is a process of its own in a test set-up. Exit codes: 0 done, 1 it failed, 2 the
 * command line is not understood.
 */
@Command(
        name = "sluice-load-tests",
        description = "What Sluice is tried against and with.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class LoadTestMain {
    private static final List<Object> COMMANDS = List.of(
            new DemoCommand(),
            new RunCommand(),
            new FaultsCommand(),
            new HotPartitionCommand(),
            new SpacingCommand(),
            new AdaptiveCommand(),
            new BuyersCommand(),
            new EtaCommand(),
            new SoldOutCommand(),
            new WatchersCommand(),
            new OverloadCommand(),
            new BurstCommand(),
            new LatencyCommand(),
            new VerifyCommand(),
            new CompareCommand(),
            new MergeCommand(),
            new BrokerCommand(),
            new DownstreamCommand(),
            new BareCommand(),
            new BareCallsCommand(),
            new MetronomeCommand(),
            new OrdersCommand(),
            new LayCommand(),
            new OutcomeDelayCommand(),
            new WatchCommand());

    private LoadTestMain() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** A missing command is a usage error: picocli does that for a top command that runs nothing itself. */
    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new LoadTestMain());
        COMMANDS.forEach(commandLine::addSubcommand);
        String version = LoadTestMain.class.getPackage().getImplementationVersion();
        commandLine.getCommandSpec().version(version);
        commandLine.getSubcommands().values().forEach(command -> command.getCommandSpec()
                .version(version));
        // What a command cannot do is one line for a person; only a bug deserves a stack trace.
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof IllegalStateException) {
                command.getErr().println(command.getCommandName() + ": " + failure.getMessage());
                return 1;
            }
            throw failure;
        });
        return commandLine;
    }
}
