package io.sepia.internal.backend.file;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.snapshot.EventHistory;
import io.sepia.internal.backend.snapshot.GenerationHistory;
import io.sepia.internal.backend.snapshot.HeldDocument;
import io.sepia.internal.backend.snapshot.Snapshot;
import io.sepia.internal.document.LoggedEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The known state of a store: the contents of the journal, and the names in its directories. A changed directory is
 * listed again unless a transaction of this store explains the change. Not thread-safe. See decision 0050.
 */
final class Catalog {
    private final DocumentFiles files;
    private final EventFiles events;
    private final GenerationFiles generations;
    private final Supplier<GenerationSource> sources;
    private final Consumer<Path> unrecognized;
    private final Map<ObjectKey, FileRecord> records = new HashMap<>();
    /** The ids that file names do not contain, by the name of the file. */
    private final Map<String, ObjectKey> hashed = new ConcurrentHashMap<>();

    private final Map<String, Listing> listings = new HashMap<>();
    private final Set<String> containers = new HashSet<>();
    /** The containers that the journal does not know, which may hold copies of others. */
    private final Set<ObjectKey> foreign = new HashSet<>();

    private final JournaledChanges journaled = new JournaledChanges();
    private long rootTime = Long.MIN_VALUE;
    /** Whether the journal has an object in a directory that was not listed, so that the snapshot lacks it. */
    private boolean unlisted;

    private long entries;
    private long adopted = -1;
    private GenerationSource source;
    private Snapshot snapshot;

    /** @param sources returns sources of generations, one each time the journal is read from its beginning */
    Catalog(
            DocumentFiles files,
            EventFiles events,
            GenerationFiles generations,
            Supplier<GenerationSource> sources,
            Consumer<Path> unrecognized) {
        this.files = files;
        this.events = events;
        this.generations = generations;
        this.sources = sources;
        this.source = sources.get();
        this.unrecognized = unrecognized;
        reset();
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /** Returns whether objects of a class have been stored as directories, so that new ones should be too. */
    boolean hasContainers(String className) {
        return containers.contains(className);
    }

    /** Returns the object of a file whose name does not contain its id. Thread-safe. */
    @Nullable
    ObjectKey hashed(String className, String file) {
        return hashed.get(className + "/" + file);
    }

    /** Returns the record of an object in the journal; null if that does not say that it is stored. */
    @Nullable
    FileRecord record(ObjectKey key) {
        return records.get(key);
    }

    /** Returns the containers that the journal does not know, and whose copies were not recorded. */
    List<FileDocument> foreign() {
        List<FileDocument> found = new ArrayList<>();
        for (ObjectKey each : foreign) {
            if (snapshot.held(each) instanceof FileDocument document && document.record() == null) {
                found.add(document);
            }
        }
        return found;
    }

    /** Records that the copies in these containers were recorded. */
    void recorded(List<FileDocument> containers) {
        containers.forEach(each -> foreign.remove(each.key()));
    }

    /** Makes the next {@link #look} list the directory of a class, whatever its time. */
    void distrust(String className) {
        listings.remove(directoryName(className));
    }

    /** Returns whether the snapshot lacks objects of the journal until the next {@link #look}. */
    boolean isUnlisted() {
        return unlisted;
    }

    /** Returns whether the journal has many more lines than it needs. */
    boolean isJournalLong() {
        long needed =
                records.size() + snapshot.outcomes().size() + snapshot.changes().size();
        return entries > 10_000 && entries > 4 * needed;
    }

    /** Begins again, because the journal is read from its beginning. */
    final void reset() {
        journaled.restart(records);
        records.clear();
        hashed.clear();
        listings.clear();
        containers.clear();
        rootTime = Long.MIN_VALUE;
        unlisted = true;
        entries = 0;
        adopted = -1;
        source.retire();
        source = sources.get();
        snapshot = Snapshot.UNEXAMINED.with(GenerationHistory.of(source.now()));
    }

    /** Reads the events from their files. Must be called after the journal was read from its beginning. */
    void readEvents() throws IOException {
        EventHistory history = snapshot.events();
        for (LoggedEvent each : events.all(adopted, this::keyOfEvents)) {
            history = history.withNumbered(each);
        }
        snapshot = snapshot.with(history);
    }

    /** Returns the object of an event file whose name does not contain the id. */
    private @Nullable ObjectKey keyOfEvents(String className, String name) {
        return records.keySet().stream()
                .filter(each -> each.className().equals(className)
                        && FileNames.ofEvents(each.id()).equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Returns how many event lines have no number, or -1 if the journal has recorded that already. */
    long eventsToAdopt() {
        return adopted < 0 ? snapshot.events().last() : -1;
    }

    /** Returns the changes in the journal, for the watch of the directory. */
    JournaledChanges journaled() {
        return journaled;
    }

    /** Must be called after all of a journal was read from its beginning. */
    void restarted() {
        journaled.restarted(records);
    }

    /**
     * Records a transaction whose files are in their places.
     *
     * @param isNew whether it is a new transaction rather than one that is read again
     */
    void apply(Journal.Done done, boolean isNew) {
        for (JournalEntry entry : done.group().entries()) {
            if (isNew) {
                journaled.add(entry, records, true);
            }
            apply(entry);
        }
        done.stamps().forEach(this::moved);
    }

    /** Records how a transaction has changed the time of a directory. */
    void moved(String directory, Journal.Stamps stamps) {
        Listing listing = listings.get(directory);
        if (listing != null && listing.time() == stamps.before()) {
            listings.put(directory, new Listing(stamps.after(), listing.readAt(), listing.cost(), true));
        }
    }

    private void apply(JournalEntry entry) {
        entries++;
        if (entry instanceof JournalEntry.Put put) {
            FileDocument document = enter(put);
            if (listings.containsKey(directoryName(put.key().className()))) {
                snapshot = snapshot.placing(document);
            } else {
                unlisted = true;
            }
        } else if (entry instanceof JournalEntry.Gone gone) {
            records.remove(gone.key());
            snapshot = snapshot.losing(gone.key());
        } else if (entry instanceof JournalEntry.Adopted lines) {
            adopted = lines.events();
        } else {
            snapshot = GenerationChanges.apply(generations, source, JournaledState.with(snapshot, entry), entry);
        }
    }

    /** Returns the state after a transaction whose files need not be in their places yet. */
    Snapshot through(Journal.Group pending) {
        Snapshot through = snapshot;
        for (JournalEntry entry : pending.entries()) {
            if (entry instanceof JournalEntry.Put put) {
                enterName(put); // Links may lead to it.
                String staged = put.staged();
                through = through.placing(new FileDocument(
                        files,
                        put.key(),
                        put.record().file(),
                        put.record(),
                        staged == null ? null : files.root().resolve(staged)));
            } else if (entry instanceof JournalEntry.Gone gone) {
                through = through.losing(gone.key());
            } else {
                through = GenerationChanges.through(generations, JournaledState.with(through, entry), entry);
            }
        }
        return through;
    }

    private FileDocument enter(JournalEntry.Put put) {
        ObjectKey key = put.key();
        FileRecord record = put.record();
        records.put(key, record);
        enterName(put);
        if (record.form() == Form.CONTAINER) {
            containers.add(key.className());
        }
        return new FileDocument(files, key, record.file(), record);
    }

    private void enterName(JournalEntry.Put put) {
        if (FileNames.text(put.record().file()) == null) {
            hashed.put(directoryName(put.key().className()) + "/" + put.record().file(), put.key());
        }
    }

    private String directoryName(String className) {
        String name = Places.name(files.directory(className));
        return name == null ? FileNames.ofClass(className) : name;
    }

    /**
     * Records a transaction of this store.
     *
     * @param before the state that the transaction began with
     */
    void committed(Snapshot before, Snapshot after, List<JournalEntry> journaled, Map<String, Journal.Stamps> stamps) {
        if (snapshot != before) {
            // Edits by hand were seen since, which the transaction did not see.
            listings.clear();
            rootTime = Long.MIN_VALUE;
        }
        Snapshot next = after;
        for (JournalEntry entry : journaled) {
            this.journaled.add(entry, records, false);
            entries++;
            if (entry instanceof JournalEntry.Put put) {
                next = next.holding(enter(put));
            } else if (entry instanceof JournalEntry.Gone gone) {
                records.remove(gone.key());
            } else if (entry instanceof JournalEntry.Adopted lines) {
                adopted = lines.events();
            }
        }
        snapshot = next;
        stamps.forEach(this::moved);
    }

    List<JournalEntry> everything() {
        return JournalEntries.everything(snapshot, adopted);
    }

    /** Lists the directories that were changed externally. Returns whether anything changed. */
    boolean look() throws IOException {
        unlisted = false;
        boolean changed = false;
        long time = Stamps.time(files.root());
        if (time != rootTime || Stamps.isFresh(time)) {
            rootTime = time;
            Map<String, Path> found = StoreRoot.classes(files.root(), unrecognized);
            for (String gone : Set.copyOf(snapshot.classes().keySet())) {
                if (!found.containsKey(gone)) {
                    snapshot = snapshot.placing(gone, new TreeMap<String, HeldDocument>());
                    changed = true;
                }
            }
            files.directories(found);
            Set<String> names = new HashSet<>();
            found.values().forEach(each -> names.add(Places.name(each)));
            listings.keySet().retainAll(names);
        }
        for (Map.Entry<String, Path> each : files.directories().entrySet()) {
            Listing listing = listings.get(Objects.requireNonNull(Places.name(each.getValue())));
            long now = Stamps.time(each.getValue());
            if (listing == null || !listing.holds(now)) {
                changed |= list(each.getKey(), each.getValue(), now);
            }
        }
        return changed;
    }

    private boolean list(String className, Path directory, long time) throws IOException {
        long begin = System.nanoTime();
        boolean suspicious = Stamps.isFresh(time);
        SortedMap<String, HeldDocument> held = new TreeMap<>(ObjectKey.TEXT_ORDER);
        String directoryName = Objects.requireNonNull(Places.name(directory));
        for (Path each : Places.list(directory)) {
            String name = Places.name(each);
            FileDocument document = name == null ? null : document(className, directoryName, each, name);
            if (document == null) {
                unrecognized.accept(each);
                continue;
            }
            HeldDocument other = held.put(document.key().id(), document);
            if (other instanceof FileDocument earlier) {
                // A generation of the Crystal library, named as the id of an object of this store, which wins.
                boolean keepEarlier =
                        earlier.record() != null && earlier.record().file().equals(earlier.file());
                if (keepEarlier) {
                    held.put(document.key().id(), earlier);
                }
                unrecognized.accept(keepEarlier ? each : files.path(earlier.key(), earlier.file()));
            }
        }
        boolean changed = held.size() != snapshot.ids(className).size()
                || !held.keySet().equals(new HashSet<>(snapshot.ids(className)));
        snapshot = snapshot.placing(className, held);
        listings.put(directoryName, new Listing(time, begin, System.nanoTime() - begin, suspicious));
        return changed;
    }

    private @Nullable FileDocument document(String className, String directoryName, Path path, String name)
            throws IOException {
        String id = FileNames.id(name);
        ObjectKey key = id == null ? hashed(directoryName, name) : FileNames.key(className, id);
        if (key == null) {
            return null;
        }
        FileRecord record = records.get(key);
        if (record != null && record.file().equals(name)) {
            HeldDocument known = snapshot.held(key);
            return known instanceof FileDocument same && same.record() == record
                    ? same
                    : new FileDocument(files, key, name, record);
        }
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isDirectory()) {
                if (!files.reader().isContainer(path)) {
                    return null;
                }
                containers.add(className);
                foreign.add(key);
            }
            HeldDocument known = snapshot.held(key);
            boolean isKnown = known instanceof FileDocument same
                    && same.record() == null
                    && same.file().equals(name)
                    && !same.isFrozen();
            return isKnown
                    ? (FileDocument) known
                    : attributes.isDirectory() || attributes.isRegularFile()
                            ? new FileDocument(files, key, name, null)
                            : null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
