package io.sepia.cli;

import io.sepia.cli.terminal.ExitStatus;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code completion}: prints the completion script for shells. */
@Command(
        name = "completion",
        description = {
            "Print a script by which bash and zsh complete commands and options.",
            "",
            "For the current shell: source <(sepia completion)",
            ""
        })
final class CompletionCommand extends Subcommand {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine root = Objects.requireNonNull(spec).root().commandLine();
        sepia.console().out().print(AutoComplete.bash(root.getCommandName(), root));
        return ExitStatus.DONE;
    }
}
