package io.sepia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class CommandTableTest {
    /** A root without commands of its own. */
    @Command(name = "root")
    private static final class Root {}

    private static Set<String> added(String... arguments) {
        CommandLine root = new CommandLine(new Root());
        CommandTable.add(root, arguments);
        return root.getSubcommands().keySet();
    }

    @Test
    void all_namesAreThoseOfTheCommands() {
        CommandTable.all()
                .forEach((name, command) ->
                        assertThat(command.getAnnotation(Command.class).name()).isEqualTo(name));
        assertThat(added()).isEqualTo(CommandTable.all().keySet());
    }

    @Test
    void add_argumentsNameCommands_addsOnlyThese() {
        assertThat(added("--store", "count", "get", "Note", "n1")).containsExactlyInAnyOrder("count", "get");
    }

    @Test
    void add_usageMayBeShown_addsAll() {
        Set<String> all = CommandTable.all().keySet();
        assertThat(added("help", "get")).isEqualTo(all);
        assertThat(added("completion")).isEqualTo(all);
        assertThat(added("count", "-h")).isEqualTo(all);
        assertThat(added("-qh", "count")).isEqualTo(all);
        assertThat(added("--help", "count")).isEqualTo(all);
        assertThat(added("cuont")).isEqualTo(all);
    }
}
