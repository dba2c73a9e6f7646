package io.sepia.trial;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sepia.document.ObjectKey;
import io.sepia.document.OnDelete;
import io.sepia.model.History;
import io.sepia.model.Indexed;
import io.sepia.model.Stored;
import io.sepia.model.Version;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An object of the trial. Each write of it has a stamp of its own, which is part of its content. */
interface Subject {
    /** The storage names of all classes. */
    List<String> CLASSES = List.of("person", "team", "note", "kept");

    /** The classes whose generations are all kept, so that they tell the whole life of each object. */
    List<String> RECORDED = List.of("person", "team", "note");

    /** The classes that have events. */
    List<String> EVENTFUL = List.of("person", "team");

    String className();

    @Nullable
    String id();

    /** Returns the version that the object holds, -1 if its class has none. */
    long version();

    void stamp(String stamp);

    /** Makes the object throw {@link OnPurpose} when it is encoded, or not. */
    void failing(boolean failing);

    default ObjectKey key() {
        return new ObjectKey(className(), String.valueOf(id()));
    }

    /** Returns the objects that it refers to. */
    default List<Subject> targets() {
        return List.of();
    }

    /** Thrown by code of the application. */
    final class OnPurpose extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OnPurpose() {
            super("on purpose");
        }
    }

    private static @Nullable String unless(boolean failing, @Nullable String stamp) {
        if (failing) {
            throw new OnPurpose();
        }
        return stamp;
    }

    /** Has a version, a unique value, events, and references. */
    @Stored(value = "person", events = true, history = @History)
    @Indexed(value = "mail", unique = true)
    final class Person implements Subject {
        @Nullable
        String id;

        @Version
        long version;

        @Nullable
        String mail;

        @Nullable
        Team team;

        List<Note> notes = new ArrayList<>();

        @Nullable
        String stamp;

        private transient boolean failing;

        @JsonProperty
        public @Nullable String getStamp() {
            return unless(failing, stamp);
        }

        @Override
        public String className() {
            return "person";
        }

        @Override
        public @Nullable String id() {
            return id;
        }

        @Override
        public long version() {
            return version;
        }

        @Override
        public void stamp(String given) {
            stamp = given;
        }

        @Override
        public void failing(boolean fails) {
            failing = fails;
        }

        @Override
        public List<Subject> targets() {
            List<Subject> targets = new ArrayList<>(notes);
            if (team != null) {
                targets.add(team);
            }
            return targets;
        }
    }

    /** Is not deleted while others refer to it. Has events and no version. */
    @Stored(value = "team", events = true, onDelete = OnDelete.REFUSE, history = @History)
    final class Team implements Subject {
        @Nullable
        String id;

        @Nullable
        String stamp;

        private transient boolean failing;

        @JsonProperty
        public @Nullable String getStamp() {
            return unless(failing, stamp);
        }

        @Override
        public String className() {
            return "team";
        }

        @Override
        public @Nullable String id() {
            return id;
        }

        @Override
        public long version() {
            return -1;
        }

        @Override
        public void stamp(String given) {
            stamp = given;
        }

        @Override
        public void failing(boolean fails) {
            failing = fails;
        }
    }

    /** Is removed from the objects that refer to it when it is deleted. Has a version and no events. */
    @Stored(value = "note", onDelete = OnDelete.CLEAR, history = @History)
    final class Note implements Subject {
        @Nullable
        String id;

        @Version
        long version;

        @Nullable
        String stamp;

        private transient boolean failing;

        @JsonProperty
        public @Nullable String getStamp() {
            return unless(failing, stamp);
        }

        @Override
        public String className() {
            return "note";
        }

        @Override
        public @Nullable String id() {
            return id;
        }

        @Override
        public long version() {
            return version;
        }

        @Override
        public void stamp(String given) {
            stamp = given;
        }

        @Override
        public void failing(boolean fails) {
            failing = fails;
        }
    }

    /** Keeps its latest generation only. */
    @Stored(value = "kept", history = @History(generations = 1))
    final class Kept implements Subject {
        @Nullable
        String id;

        @Nullable
        String stamp;

        private transient boolean failing;

        @JsonProperty
        public @Nullable String getStamp() {
            return unless(failing, stamp);
        }

        @Override
        public String className() {
            return "kept";
        }

        @Override
        public @Nullable String id() {
            return id;
        }

        @Override
        public long version() {
            return -1;
        }

        @Override
        public void stamp(String given) {
            stamp = given;
        }

        @Override
        public void failing(boolean fails) {
            failing = fails;
        }
    }
}
