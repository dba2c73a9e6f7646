package io.sepia.cli;

import io.sepia.Indexes;
import io.sepia.Storage;
import io.sepia.cli.output.RowWriter;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.cli.terminal.Quantity;
import io.sepia.query.IndexDefinition;
import io.sepia.query.IndexEntry;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code index}: manages indexes. */
@Command(
        name = "index",
        description = "List, add, drop and rebuild indexes, which make queries by a field fast.",
        subcommands = {
            IndexCommand.ListIndexes.class,
            IndexCommand.Add.class,
            IndexCommand.Drop.class,
            IndexCommand.Rebuild.class
        })
final class IndexCommand extends Subcommand {
    @Spec
    private @Nullable CommandSpec spec;

    /** Without a subcommand, prints the usage. */
    @Override
    public Integer call() {
        Objects.requireNonNull(spec).commandLine().usage(sepia.console().err());
        return ExitStatus.BAD_INPUT;
    }

    /** {@code index list}. */
    @Command(name = "list", description = "List the indexes of a class, or of the whole store.")
    static final class ListIndexes extends Subcommand {
        @Parameters(paramLabel = "CLASS", arity = "0..1", description = "Class; by default all.")
        private @Nullable String className;

        @Override
        public Integer call() {
            try (Storage storage = sepia.store().openToRead();
                    RowWriter rows = sepia.rows(List.of("class", "fields", "unique", "declared"))) {
                Indexes indexes = storage.indexes();
                for (IndexEntry each : className == null ? indexes.list() : indexes.list(className)) {
                    IndexDefinition definition = each.definition();
                    rows.row(
                            definition.className(),
                            String.join(", ", definition.fields()),
                            definition.unique(),
                            each.declared());
                }
            }
            return ExitStatus.DONE;
        }
    }

    /** {@code index add}. */
    @Command(name = "add", description = "Build an index. Concurrent readers continue; writers wait.")
    static final class Add extends Subcommand {
        @Mixin
        private Named index = new Named();

        @Option(names = "--unique", description = "Refuse documents that are equal in all of these fields.")
        private boolean unique;

        @Override
        public Integer call() {
            IndexDefinition definition = index.definition(unique);
            try (Storage storage = sepia.store().openExisting()) {
                long count = storage.documents(index.className).count();
                sepia.say("building " + definition + " over " + Quantity.documents(count));
                boolean built = storage.indexes().add(definition);
                sepia.say(built ? "built" : "the index already exists");
            }
            return ExitStatus.DONE;
        }
    }

    /** {@code index drop}. */
    @Command(name = "drop", description = "Drop an index. If it does not exist, the exit status is 1.")
    static final class Drop extends Subcommand {
        @Mixin
        private Named index = new Named();

        @Option(names = "--unique", description = "Drop the unique index on these fields.")
        private boolean unique;

        @Override
        public Integer call() {
            IndexDefinition definition = index.definition(unique);
            try (Storage storage = sepia.store().openExisting()) {
                if (!storage.indexes().drop(definition)) {
                    throw CommandException.notThere("there is no index " + definition + " in " + sepia.store());
                }
            }
            sepia.say("dropped " + definition);
            return ExitStatus.DONE;
        }
    }

    /** {@code index rebuild}. */
    @Command(name = "rebuild", description = "Rebuild the indexes of a class, or of the whole store.")
    static final class Rebuild extends Subcommand {
        @Parameters(paramLabel = "CLASS", arity = "0..1", description = "Class; by default all.")
        private @Nullable String className;

        @Override
        public Integer call() {
            try (Storage storage = sepia.store().openExisting()) {
                long count = storage.indexes().rebuild(className);
                sepia.say(count + (count == 1 ? " index rebuilt" : " indexes rebuilt"));
            }
            return ExitStatus.DONE;
        }
    }

    /** The parameters that name an index. */
    static final class Named {
        @Parameters(index = "0", paramLabel = "CLASS", description = "Class of the documents.")
        private String className = "";

        @Parameters(index = "1..*", paramLabel = "FIELD", arity = "1..*", description = "Fields, in order.")
        private List<String> fields = List.of();

        IndexDefinition definition(boolean unique) {
            IndexDefinition definition = IndexDefinition.of(className, fields.toArray(String[]::new));
            return unique ? definition.asUnique() : definition;
        }
    }
}
