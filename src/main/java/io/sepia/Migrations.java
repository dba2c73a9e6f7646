package io.sepia;

import io.sepia.internal.backend.Access;
import io.sepia.internal.engine.BulkMigration;
import io.sepia.internal.engine.Scope;
import io.sepia.internal.engine.Work;
import io.sepia.internal.migration.Schemas;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Migrations of stored documents to the present schema of their class. A document of an earlier schema is migrated each
 * time that it is read, and stored in the present schema when its object is saved; {@link #migrateAll} stores all
 * documents of a class in the present schema. Immutable: {@link #batch}, {@link #dryRun} and {@link #onProgress} return
 * another instance with that setting. See decisions 0181 and 0182.
 *
 * <pre>{@code
 * storage.contents().migrations().dryRun().migrateAll(Note.class);
 * storage.contents().migrations().onProgress(System.out::println).migrateAll(Note.class);
 * }</pre>
 */
public final class Migrations {
    private final Scope scope;
    private final int batch;
    private final boolean dryRun;
    private final Consumer<Progress> progress;

    Migrations(Scope scope) {
        this(scope, 200, false, each -> {});
    }

    private Migrations(Scope scope, int batch, boolean dryRun, Consumer<Progress> progress) {
        this.scope = scope;
        this.batch = batch;
        this.dryRun = dryRun;
        this.progress = progress;
    }

    /**
     * The steps from one schema to the next, applied to a document in their order. Paths name members, with dots
     * between them ({@code home.zip}). Immutable: each method returns longer steps.
     */
    public static final class Steps {
        private final io.sepia.internal.migration.Steps list;

        private Steps(io.sepia.internal.migration.Steps list) {
            this.list = list;
        }

        io.sepia.internal.migration.Steps list() {
            return list;
        }

        /**
         * Renames a member. Does nothing where it is absent; fails where there is a member of the new name.
         *
         * @param path the path of the member
         * @param name the new name, of a member of the same object
         * @throws IllegalArgumentException if the path leads through an array
         */
        public Steps rename(String path, String name) {
            return new Steps(list.rename(path, name));
        }

        /**
         * Moves a value to another path, and creates the objects around it. Does nothing where it is absent; fails
         * where there is a value at the other path.
         *
         * @throws IllegalArgumentException if a path leads through an array
         */
        public Steps move(String from, String to) {
            return new Steps(list.move(from, to));
        }

        /**
         * Removes a value. Does nothing where it is absent.
         *
         * @throws IllegalArgumentException if the path leads through an array
         */
        public Steps remove(String path) {
            return new Steps(list.remove(path));
        }

        /**
         * Sets a value where there is none, in each document that has the object around it.
         *
         * @param json the value as JSON text
         * @throws IllegalArgumentException if the path leads through an array, or {@code json} is not a JSON value
         */
        public Steps setDefault(String path, String json) {
            return new Steps(list.setDefault(path, json));
        }

        /**
         * Changes the whole document by a function from JSON text to JSON text. The text has no member {@code $schema}.
         * The function may run several times for a document, and concurrently.
         *
         * @param name what the function does, for messages
         */
        public Steps change(String name, UnaryOperator<String> function) {
            return new Steps(list.and(name, function));
        }
    }

    /**
     * The progress of {@link #migrateAll}, after each batch.
     *
     * @param done the number of documents that were examined so far
     * @param total the number of documents of the class at the beginning
     */
    public record Progress(long done, long total) {}

    /**
     * The result of {@link #migrateAll}.
     *
     * @param className the storage name of the class
     * @param schema the schema that all documents have now
     * @param migrated the number of documents that were stored in another form, or would be
     * @param unchanged the number of documents that had the schema already
     * @param dryRun whether nothing was stored
     */
    public record Report(String className, int schema, long migrated, long unchanged, boolean dryRun) {}

    /** Returns no steps, to add some to. */
    public static Steps steps() {
        return new Steps(io.sepia.internal.migration.Steps.NONE);
    }

    /**
     * Sets the maximum number of documents in one transaction; 200 by default.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Migrations batch(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("The batch must be at least 1 document, not " + most + ".");
        }
        return new Migrations(scope, most, dryRun, progress);
    }

    /** Runs all steps and writes all documents, as {@link #migrateAll} does, but rolls each transaction back. */
    public Migrations dryRun() {
        return new Migrations(scope, batch, true, progress);
    }

    /**
     * Reports the progress to {@code listener} after each transaction, on the migrating thread. An exception that it
     * throws ends the migration; documents migrated by then stay migrated.
     */
    public Migrations onProgress(Consumer<Progress> listener) {
        return new Migrations(scope, batch, dryRun, Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Stores all documents of a class in its present schema. Each document that is migrated gets its next version, like
     * one that is saved. Many short transactions migrate some documents each; other transactions run between them. A
     * migration that ends early continues where it ended when it is called again.
     *
     * @throws IllegalStateException inside a transaction of this store, or one that it has joined
     * @throws io.sepia.error.DocumentFormatException if a step fails. The message names the object; documents of
     *     earlier transactions stay migrated, and no other document has changed
     * @throws io.sepia.error.NotUniqueException if migrated documents are equal in the fields of a unique index
     */
    public Report migrateAll(Class<?> type) {
        var model = scope.codec().model(type);
        return migrateAll(model.name(), model.schemas());
    }

    /**
     * Stores all documents of a class in a schema, without the Java class. Throws the exceptions of
     * {@link #migrateAll(Class)}.
     *
     * @param className the storage name of the class
     * @param schema the schema that all documents have afterwards; 2 or more
     * @param steps the steps to each schema from the one before, by number
     */
    public Report migrateAll(String className, int schema, Map<Integer, Steps> steps) {
        if (schema < 2) {
            throw new IllegalArgumentException(
                    "Documents are migrated to schema 2 or a later one, not " + schema + ".");
        }
        return migrateAll(
                className,
                new Schemas(
                        schema,
                        steps.entrySet().stream()
                                .collect(Collectors.toMap(
                                        Map.Entry::getKey,
                                        each -> each.getValue().list()))));
    }

    private Report migrateAll(String className, Schemas schemas) {
        if (scope.isJoined(Access.READ_ONLY)) {
            throw new IllegalStateException("A migration runs its own transactions, but this thread is in one already."
                    + " End that one first.");
        }
        BulkMigration migration = new BulkMigration(className, schemas, batch, dryRun);
        long total = scope.run(Work.READ, unit -> unit.backend().count(className));
        boolean more = schemas.isMarked();
        while (more) {
            more = migration.next(work -> scope.run(Work.WRITE, unit -> work.apply(unit.backend())));
            progress.accept(new Progress(migration.migrated() + migration.unchanged(), total));
        }
        return new Report(className, schemas.current(), migration.migrated(), migration.unchanged(), dryRun);
    }
}
