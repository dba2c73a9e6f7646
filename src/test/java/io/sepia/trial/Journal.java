package io.sepia.trial;

import io.sepia.change.ChangeNotice;
import io.sepia.document.ObjectKey;
import io.sepia.trial.Operation.Write;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What the programs of one round did, were told and saw. Thread-safe. */
final class Journal {
    /**
     * What a program read outside of a transaction that writes.
     *
     * @param stamp the stamp that it found, null if the object was not stored
     * @param begun the time at which the read began
     */
    record Reading(int store, ObjectKey key, @Nullable String stamp, long begun, String operation) {}

    /** A generation that was seen. */
    record Numbered(ObjectKey key, long number) {}

    /** A notice that a listener of a store received. */
    record Received(int store, ChangeNotice notice) {}

    final String prefix;
    final boolean knowsNotes;
    private final AtomicLong clock = new AtomicLong();
    private final Queue<Operation> operations = new ConcurrentLinkedQueue<>();
    private final Map<String, Write> writes = new ConcurrentHashMap<>();
    private final Queue<Reading> readings = new ConcurrentLinkedQueue<>();
    private final Queue<Received> received = new ConcurrentLinkedQueue<>();
    private final Map<Numbered, String> numbered = new ConcurrentHashMap<>();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();

    /**
     * Creates the journal of a round.
     *
     * @param prefix what the ids of all objects of the round begin with
     * @param knowsNotes whether the store knows the rules of notes, so that it records those written as documents
     */
    Journal(String prefix, boolean knowsNotes) {
        this.prefix = prefix;
        this.knowsNotes = knowsNotes;
    }

    /** Returns a time that is later than all others so far. */
    long tick() {
        return clock.incrementAndGet();
    }

    void add(Operation operation) {
        operations.add(operation);
    }

    Collection<Operation> operations() {
        return operations;
    }

    void add(Write write) {
        writes.put(write.stamp, write);
    }

    /** Tells under which key a write is stored, which a program does not know if the outcome is unknown. */
    void found(ObjectKey key, String stamp) {
        Write write = writes.get(stamp);
        if (write != null && write.isWithoutId() && write.fate() == Operation.Fate.UNKNOWN) {
            write.key = key;
        }
    }

    @Nullable
    Write write(String stamp) {
        return writes.get(stamp);
    }

    Collection<Write> writes() {
        return writes.values();
    }

    void read(Reading reading) {
        readings.add(reading);
    }

    Collection<Reading> readings() {
        return readings;
    }

    void received(int store, ChangeNotice notice) {
        received.add(new Received(store, notice));
    }

    /** Returns whether an object belongs to this round, when its programs have ended. */
    boolean isOurs(ObjectKey key) {
        return key.id().startsWith(prefix) || writes.values().stream().anyMatch(each -> each.key.equals(key));
    }

    /** Returns the notices of this round in the order in which each store's listener received them. */
    List<Received> received() {
        return received.stream().filter(each -> isOurs(each.notice().key())).toList();
    }

    /** Records that a generation was seen with a stamp. The number stands for that state for ever. */
    void generation(ObjectKey key, long number, String stamp) {
        String before = numbered.putIfAbsent(new Numbered(key, number), stamp);
        if (before != null && !before.equals(stamp)) {
            violation("generation " + number + " of " + key + " was given twice: to " + before + " and to " + stamp);
        }
    }

    void violation(String text) {
        violations.add(text);
    }

    Collection<String> violations() {
        return violations;
    }
}
