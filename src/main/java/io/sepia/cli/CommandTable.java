package io.sepia.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** The commands by name, in the order of the usage. See decision 0313. */
final class CommandTable {
    private static final Map<String, Class<?>> ALL = new LinkedHashMap<>();

    static {
        add("demo", DemoCommand.class);
        add("import", ImportCommand.class);
        add("export", ExportCommand.class);
        add("copy", CopyCommand.class);
        add("diff", DiffCommand.class);
        add("backup", BackupCommand.class);
        add("restore", RestoreCommand.class);
        add("classes", ClassesCommand.class);
        add("count", CountCommand.class);
        add("fields", FieldsCommand.class);
        add("list", ListCommand.class);
        add("query", QueryCommand.class);
        add("search", SearchCommand.class);
        add("nearest", NearestCommand.class);
        add("get", GetCommand.class);
        add("put", PutCommand.class);
        add("delete", DeleteCommand.class);
        add("index", IndexCommand.class);
        add("stats", StatsCommand.class);
        add("verify", VerifyCommand.class);
        add("recover", RecoverCommand.class);
        add("changes", ChangesCommand.class);
        add("watch", WatchCommand.class);
        add("events", EventsCommand.class);
        add("history", HistoryCommand.class);
        add("forget", ForgetCommand.class);
        add("schema", SchemaCommand.class);
        add("references", ReferencesCommand.class);
        add("gc", GcCommand.class);
        add("migrate", MigrateCommand.class);
        add("completion", CompletionCommand.class);
        add("help", HelpCommand.class);
    }

    private CommandTable() {}

    private static void add(String name, Class<?> command) {
        ALL.put(name, command);
    }

    static Map<String, Class<?>> all() {
        return Map.copyOf(ALL);
    }

    /**
     * Adds the commands that {@code arguments} may name to {@code root}; all of them if the usage may be shown.
     * Examining the options of all commands takes longer than most commands run.
     */
    static void add(CommandLine root, String... arguments) {
        for (Class<?> each : wanted(List.of(arguments))) {
            root.addSubcommand(new CommandLine(each, root.getFactory()));
        }
    }

    private static Collection<Class<?>> wanted(List<String> arguments) {
        List<Class<?>> named = new ArrayList<>();
        ALL.forEach((name, command) -> {
            if (arguments.contains(name)) {
                named.add(command);
            }
        });
        boolean all = named.isEmpty()
                || arguments.stream().anyMatch(each -> each.equals("--help") || each.matches("-\\w*h.*"))
                || named.contains(HelpCommand.class)
                || named.contains(CompletionCommand.class);
        return all ? ALL.values() : named;
    }
}
