package io.sepia.cli;

import io.sepia.cli.terminal.ExitStatus;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code help}: explains a command. */
@Command(name = "help", description = "Show the help of a command, or list all commands.")
final class HelpCommand extends Subcommand {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "COMMAND", arity = "0..1", description = "Command to explain.")
    private @Nullable String command;

    @Override
    public Integer call() {
        CommandLine all = Objects.requireNonNull(spec).parent().commandLine();
        CommandLine explained = command == null ? all : all.getSubcommands().get(command);
        if (explained == null) {
            throw new UnmatchedArgumentException(all, List.of(String.valueOf(command)));
        }
        explained.usage(sepia.console().out());
        return ExitStatus.DONE;
    }
}
