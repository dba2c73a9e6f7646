package io.sepia.internal.cache;

import io.sepia.document.ObjectKey;
import io.sepia.internal.jfr.CacheEvictionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Documents by key, up to a maximum total weight in bytes. In excess of it, the documents least likely to be requested
 * again are evicted. Any thread may read at any time; every change requires the lock of the {@link DocumentCache}.
 *
 * <p>A new document enters a short queue. When it reaches the head, it moves to the long queue if it was requested
 * again; otherwise it is evicted. In the long queue, each request, up to three, earns one more round. A scan of many
 * documents therefore passes through the short queue and leaves frequently used documents alone. Keys that were evicted
 * from the short queue recently are remembered; a document that returns enters the long queue directly.
 *
 * <p>A read changes one counter of its entry and nothing else, so readers do not contend.
 *
 * <p>Decision 0080 compares it with Caffeine.
 */
final class TwoQueueDocuments {
    private static final int MOST_USES = 3;
    /** The short queue's share of the weight: one tenth. */
    private static final int SHORT_SHARE = 10;

    private static final int REMEMBERED = 1 << 14;

    private final long maximum;
    private final ConcurrentHashMap<ObjectKey, Node> nodes = new ConcurrentHashMap<>();
    private final Queue fresh = new Queue();
    private final Queue proven = new Queue();
    private final int[] recentEvictions = new int[REMEMBERED];
    /** The hashes of keys that were refused lately; written without a lock, because a lost entry does no harm. */
    private final int[] recentMisses = new int[REMEMBERED];

    private volatile long evictions;

    TwoQueueDocuments(long maximum) {
        this.maximum = maximum;
    }

    /** An entry and its neighbours in its queue. */
    private static final class Node {
        private final CachedDocument cached;
        /** Counted without a lock; a lost update does no harm. */
        private byte uses;

        private @Nullable Queue queue;
        private @Nullable Node before;
        private @Nullable Node behind;

        private Node(CachedDocument cached) {
            this.cached = cached;
        }
    }

    /** Entries in order of arrival. */
    private static final class Queue {
        private @Nullable Node head;
        private @Nullable Node tail;
        private volatile long weight;

        private void add(Node node) {
            node.queue = this;
            node.before = tail;
            node.behind = null;
            if (tail == null) {
                head = node;
            } else {
                tail.behind = node;
            }
            tail = node;
            weight = weight + node.cached.weight();
        }

        private void remove(Node node) {
            if (node.before == null) {
                head = node.behind;
            } else {
                node.before.behind = node.behind;
            }
            if (node.behind == null) {
                tail = node.before;
            } else {
                node.behind.before = node.before;
            }
            node.queue = null;
            weight = weight - node.cached.weight();
        }

        private void clear() {
            head = null;
            tail = null;
            weight = 0;
        }
    }

    /** Returns the document of {@code key}, or null, and records the request. */
    @Nullable
    CachedDocument get(ObjectKey key) {
        Node node = nodes.get(key);
        if (node == null) {
            return null;
        }
        if (node.uses < MOST_USES) {
            node.uses++;
        }
        return node.cached;
    }

    /**
     * Returns whether a document that was just read is worth its place: there is room, or it was read before lately.
     * Any thread may call this at any time. Without it, uniform reads of many documents would replace one with each
     * read.
     */
    boolean admits(ObjectKey key) {
        if (weight() < maximum - maximum / SHORT_SHARE || wasEvictedRecently(key)) {
            return true;
        }
        int place = place(key);
        if (recentMisses[place] == key.hashCode()) {
            return true;
        }
        recentMisses[place] = key.hashCode();
        return false;
    }

    /**
     * Adds or replaces a document, then evicts entries until the rest fit. A document that exceeds the maximum by
     * itself is not kept.
     */
    void put(CachedDocument cached) {
        remove(cached.key());
        if (cached.weight() > maximum) {
            return;
        }
        Node node = new Node(cached);
        nodes.put(cached.key(), node);
        (wasEvictedRecently(cached.key()) ? proven : fresh).add(node);
        long before = evictions;
        while (weight() > maximum) {
            makeRoom();
        }
        if (evictions != before) {
            CacheEvictionEvent.record(evictions - before);
        }
    }

    /**
     * Moves one entry to the long queue or to its tail, or evicts it. Repeated calls evict an entry after at most as
     * many calls as there are entries and recorded uses.
     */
    private void makeRoom() {
        Node first = fresh.head;
        if (first != null && (proven.head == null || fresh.weight > maximum / SHORT_SHARE)) {
            fresh.remove(first);
            if (first.uses > 0) {
                first.uses = 0;
                proven.add(first);
            } else {
                remember(first.cached.key());
                evict(first);
            }
            return;
        }
        Node oldest = proven.head;
        if (oldest != null) {
            proven.remove(oldest);
            if (oldest.uses > 0) {
                oldest.uses--;
                proven.add(oldest);
            } else {
                evict(oldest);
            }
        }
    }

    private void evict(Node node) {
        nodes.remove(node.cached.key());
        evictions = evictions + 1;
    }

    private void remember(ObjectKey key) {
        recentEvictions[place(key)] = key.hashCode();
    }

    private boolean wasEvictedRecently(ObjectKey key) {
        return recentEvictions[place(key)] == key.hashCode() && key.hashCode() != 0;
    }

    private static int place(ObjectKey key) {
        int hash = key.hashCode();
        return (hash ^ hash >>> 15) & (REMEMBERED - 1);
    }

    /** Removes a document and returns whether it was present. */
    boolean remove(ObjectKey key) {
        Node node = nodes.remove(key);
        if (node != null && node.queue != null) {
            node.queue.remove(node);
        }
        return node != null;
    }

    /** Removes the documents whose keys match, and returns their number. */
    int removeIf(Predicate<ObjectKey> fits) {
        List<ObjectKey> keys = new ArrayList<>();
        for (ObjectKey key : nodes.keySet()) {
            if (fits.test(key)) {
                keys.add(key);
            }
        }
        keys.forEach(this::remove);
        return keys.size();
    }

    /** Removes all documents and returns their number. */
    int clear() {
        int size = nodes.size();
        nodes.clear();
        fresh.clear();
        proven.clear();
        return size;
    }

    int size() {
        return nodes.size();
    }

    long weight() {
        return fresh.weight + proven.weight;
    }

    /** Returns the number of evictions. */
    long evictions() {
        return evictions;
    }
}
