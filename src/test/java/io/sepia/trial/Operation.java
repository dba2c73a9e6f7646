package io.sepia.trial;

import io.sepia.document.ObjectKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A transaction of a program: one verb by itself, or several steps. Belongs to one thread until its round is over. */
final class Operation {
    /** What the program was told of the end of a transaction. */
    enum Fate {
        COMMITTED,
        REFUSED,
        UNKNOWN
    }

    final String name;
    final int store;
    final String kind;
    final List<Step> steps = new ArrayList<>();
    final long begun;
    final Instant begunAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
    long ended = Long.MAX_VALUE;
    Instant endedAt = Instant.MAX;
    Fate fate = Fate.UNKNOWN;
    /** Whether the thread was interrupted before. */
    boolean interrupted;

    @Nullable
    Throwable failure;

    Operation(String name, int store, String kind, long begun) {
        this.name = name;
        this.store = store;
        this.kind = kind;
        this.begun = begun;
    }

    /** One verb. */
    static final class Step {
        final Operation operation;
        String text = "";
        final List<Write> writes = new ArrayList<>();
        /** The number of deleted objects by class, as the verb returned it. */
        final Map<String, Long> deletions = new HashMap<>();
        /** The classes of which the verb may delete objects. */
        final List<String> deletes = new ArrayList<>();
        /** The classes of which the verb deletes all objects. */
        final List<String> clears = new ArrayList<>();

        /** Whether the verb stores new objects only, whose first versions do not depend on those that they hold. */
        boolean inserts;

        boolean done;

        @Nullable
        Throwable failure;

        Step(Operation operation) {
            this.operation = operation;
            operation.steps.add(this);
        }

        void deleting(String className) {
            deletes.add(className);
        }

        void deleted(String className, long count) {
            deletions.merge(className, count, Long::sum);
        }

        @Override
        public String toString() {
            return text + (done ? "" : failure == null ? " (not reached)" : " → " + brief(failure));
        }
    }

    /** One object that a step means to write. */
    static final class Write {
        /** What a write is told. */
        enum Kind {
            /** Is stored if the step is. */
            PLAIN,
            /** Is stored only if its object is not stored yet. */
            ALONG,
            /** Stores an earlier state once more. */
            RESTORE,
            /** Logs an activity, and stores nothing. */
            ACTIVITY
        }

        final String stamp;
        final Step step;
        final Kind kind;
        ObjectKey key;
        /** The version that the object got, 0 if unknown. */
        long version;

        Write(String stamp, Step step, Kind kind, ObjectKey key) {
            this.stamp = stamp;
            this.step = step;
            this.kind = kind;
            this.key = key;
            step.writes.add(this);
        }

        Fate fate() {
            Operation operation = step.operation;
            boolean open = operation.fate == Fate.UNKNOWN && step.failure == operation.failure;
            return step.done || open ? operation.fate : Fate.REFUSED;
        }

        /** Returns whether the program does not know the id, because the store has to assign one. */
        boolean isWithoutId() {
            return key.id().equals("null");
        }

        /** Returns whether the program was told that it is stored. */
        boolean isCertain() {
            return fate() == Fate.COMMITTED && (kind == Kind.PLAIN || kind == Kind.ACTIVITY);
        }

        @Override
        public String toString() {
            return kind + " write of " + key + " stamped " + stamp + ", " + fate();
        }
    }

    Collection<Write> writes() {
        return steps.stream().flatMap(each -> each.writes.stream()).toList();
    }

    static String brief(Throwable failure) {
        StringBuilder text = new StringBuilder(failure.getClass().getSimpleName());
        String message = String.valueOf(failure.getMessage());
        text.append(": ").append(message, 0, Math.min(160, message.length()));
        return text.toString().replace('\n', ' ');
    }

    @Override
    public String toString() {
        return name + " [" + begun + "-" + (ended == Long.MAX_VALUE ? "" : ended) + "] store " + store + " " + kind
                + " " + steps + " " + fate + (failure == null ? "" : " " + brief(failure));
    }
}
