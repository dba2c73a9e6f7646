package io.sepia.corpus;

import io.sepia.Storage;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.MappingException;
import io.sepia.error.StorageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Saves samples in every position, loads them and asks for them. Allowed is that a value comes back as it is, or that
 * its save is refused; all else is recorded as a fault.
 */
final class CorpusRun {
    private static final Pattern REMEDY = Pattern.compile(
            "\\b(Declare|Store|Use|Give|Make|Register|Seal|Annotate|Rename|Write|Leave|Correct|Exclude|Save|Put)\\b");

    private final CorpusStore store;
    private final Map<Class<?>, List<Slot>> slots;
    private final Set<String> faults = new TreeSet<>();
    private final Map<String, Set<Boolean>> outcomes = new TreeMap<>();
    private int loaded;
    private int refused;

    /**
     * A value that was saved.
     *
     * @param local what it was in its time zone, if it contains dates or times of JDBC
     */
    record Kept(
            Slot slot, String id, Object value, @Nullable String local) {}

    CorpusRun(CorpusStore store, Map<Class<?>, List<Slot>> slots) {
        this.store = store;
        this.slots = slots;
    }

    Set<String> faults() {
        return faults;
    }

    /** Returns for each type whether its samples came back as properties: all, none, or some of both. */
    Map<String, Set<Boolean>> outcomes() {
        return outcomes;
    }

    int loadedCount() {
        return loaded;
    }

    int refusedCount() {
        return refused;
    }

    void fault(Slot slot, Object value, String what) {
        faults.add(store.kind() + " " + slot.position() + " " + slot.holder().getName() + " "
                + value.getClass().getName() + " " + what);
    }

    /** Saves the samples of a type in every position. */
    List<Kept> save(Class<?> type, Samples samples) {
        List<Kept> kept = new ArrayList<>();
        store.storage().useTransaction(tx -> {
            for (Slot slot : slots.get(type)) {
                int number = 0;
                for (Object sample : samples.of(type)) {
                    String id = type.getName() + slot.position() + number++;
                    try {
                        Object value = slot.holding(sample);
                        Object object = slot.object(id, value);
                        boolean saved = saved(slot, sample, () -> tx.save(object));
                        if (slot.position().equals("field")) {
                            outcomes.computeIfAbsent(type.getName(), each -> new TreeSet<>())
                                    .add(saved);
                        }
                        if (saved) {
                            kept.add(new Kept(slot, id, value, Meaning.local(value)));
                        }
                    } catch (Exception e) {
                        throw new IllegalStateException(slot.position() + " of " + type, e);
                    }
                }
            }
        });
        return kept;
    }

    private boolean saved(Slot slot, Object sample, Runnable save) {
        try {
            save.run();
            return true;
        } catch (DocumentFormatException | MappingException e) {
            refused++;
            String message = e.getMessage();
            boolean named = message.contains(slot.holder().getSimpleName())
                    && (message.contains(slot.position()) || message.contains("because of property field"))
                    && REMEDY.matcher(message).find();
            if (!named) {
                fault(slot, sample, "is refused without class, property or remedy: " + message);
            }
        } catch (RuntimeException | Error e) {
            fault(slot, sample, "is refused with " + e);
        }
        return false;
    }

    /** Removes the objects of some slots. */
    void clear(Set<Slot> saved) {
        for (Slot each : saved) {
            store.storage().query(each.holder()).delete();
        }
    }

    CorpusStore store() {
        return store;
    }

    List<Slot> slots(Class<?> type) {
        return slots.get(type);
    }

    /** Loads what was saved, and returns the objects by their ids. */
    Map<Slot, Map<String, Object>> load(List<Kept> kept) {
        Storage storage = store.storage();
        Map<Slot, Map<String, Object>> objects = new LinkedHashMap<>();
        for (Kept each : kept) {
            Slot slot = each.slot();
            try {
                Object object = storage.load(slot.holder(), each.id());
                objects.computeIfAbsent(slot, any -> new LinkedHashMap<>()).put(each.id(), object);
                loaded++;
                if (!Meaning.isSame(each.value(), each.local(), slot.value(object), slot.isOpen())) {
                    fault(slot, each.value(), "changes: " + text(each.value()) + " to " + text(slot.value(object)));
                }
            } catch (StorageException e) {
                fault(slot, each.value(), "is not loaded: " + e.getMessage());
            } catch (Exception e) {
                throw new IllegalStateException(slot.toString(), e);
            }
        }
        return objects;
    }

    static String text(@Nullable Object value) {
        return value instanceof Object[] array ? java.util.Arrays.toString(array) : String.valueOf(value);
    }
}
