package io.sepia.corpus;

import java.time.DayOfWeek;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.Stack;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.WeakHashMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingQueue;

/** Collections and maps: empty, in more than one order, with nulls, and with comparators. */
final class CollectionSamples {
    private CollectionSamples() {}

    static void addTo(Samples samples) throws Exception {
        lists(samples);
        sets(samples);
        maps(samples);
        contracts(samples);
    }

    private static void lists(Samples samples) {
        samples.add(
                ArrayList.class,
                new ArrayList<>(),
                new ArrayList<>(List.of("a", "b")),
                new ArrayList<>(List.of("b", "a")),
                new ArrayList<>(Arrays.asList("a", null)));
        samples.add(LinkedList.class, new LinkedList<>(), new LinkedList<>(List.of("a", "b")));
        samples.add(Vector.class, new Vector<>(), new Vector<>(List.of("a", "b")));
        Stack<String> stack = new Stack<>();
        stack.push("a");
        samples.add(Stack.class, new Stack<>(), stack);
        samples.add(
                ArrayDeque.class,
                new ArrayDeque<>(),
                new ArrayDeque<>(List.of("a", "b")),
                new ArrayDeque<>(List.of("b", "a")));
        samples.add(
                PriorityQueue.class,
                new PriorityQueue<>(),
                new PriorityQueue<>(List.of("b", "a", "c")),
                new PriorityQueue<>(Comparator.reverseOrder()));
    }

    private static void sets(Samples samples) {
        samples.add(HashSet.class, new HashSet<>(), new HashSet<>(List.of("a", "b")));
        samples.add(
                LinkedHashSet.class,
                new LinkedHashSet<>(),
                new LinkedHashSet<>(List.of("b", "a")),
                new LinkedHashSet<>(List.of("a", "b")));
        samples.add(
                TreeSet.class,
                new TreeSet<>(),
                new TreeSet<>(List.of("b", "a")),
                new TreeSet<>(String.CASE_INSENSITIVE_ORDER),
                new TreeSet<>(Comparator.reverseOrder()));
        samples.add(EnumSet.class, EnumSet.noneOf(DayOfWeek.class), EnumSet.of(DayOfWeek.SUNDAY, DayOfWeek.MONDAY));
        samples.add(BitSet.class, new BitSet(), BitSet.valueOf(new long[] {5}));
    }

    private static void maps(Samples samples) throws Exception {
        for (Map<Object, Object> empty : List.<Map<Object, Object>>of(
                new HashMap<>(),
                new LinkedHashMap<>(),
                new TreeMap<>(),
                new Hashtable<>(),
                new IdentityHashMap<>(),
                new WeakHashMap<>(),
                new ConcurrentHashMap<>(),
                new ConcurrentSkipListMap<>(),
                new Properties())) {
            samples.add(empty.getClass(), empty, filled(empty, "a", "b"), filled(empty, "b", "a"));
        }
        samples.add(
                TreeMap.class,
                new TreeMap<>(),
                new TreeMap<>(Map.of("b", "x", "a", "y")),
                new TreeMap<>(Comparator.reverseOrder()));
        samples.add(
                ConcurrentSkipListMap.class,
                new ConcurrentSkipListMap<>(),
                new ConcurrentSkipListMap<>(Map.of("b", "x", "a", "y")),
                new ConcurrentSkipListMap<>(Comparator.reverseOrder()));
        samples.add(
                EnumMap.class,
                new EnumMap<>(Map.of(DayOfWeek.MONDAY, "x")),
                new EnumMap<>(Map.of(DayOfWeek.FRIDAY, "y", DayOfWeek.MONDAY, "x")));
        samples.add(
                AbstractMap.SimpleEntry.class,
                new AbstractMap.SimpleEntry<>("a", "b"),
                new AbstractMap.SimpleEntry<>("a", null));
        samples.add(
                AbstractMap.SimpleImmutableEntry.class,
                new AbstractMap.SimpleImmutableEntry<>("a", "b"),
                new AbstractMap.SimpleImmutableEntry<>("b", "a"));
    }

    @SuppressWarnings("unchecked") // The map is made by reflection.
    private static Map<Object, Object> filled(Map<Object, Object> like, String first, String second) throws Exception {
        Map<Object, Object> full =
                like.getClass().asSubclass(Map.class).getConstructor().newInstance();
        full.put(first, "x");
        full.put(second, "y");
        return full;
    }

    private static void contracts(Samples samples) {
        samples.add(Iterable.class, new ArrayList<>(List.of("a")), List.of());
        samples.add(
                Collection.class,
                new ArrayList<>(List.of("a")),
                List.of("b", "a"),
                Set.of("a"),
                new ArrayDeque<>(List.of("a")));
        samples.add(
                List.class,
                new ArrayList<>(List.of("a")),
                List.of("b", "a"),
                new LinkedList<>(List.of("c")),
                Collections.unmodifiableList(new ArrayList<>(List.of("d"))),
                Arrays.asList("a", null),
                Collections.emptyList());
        samples.add(
                Set.class,
                new LinkedHashSet<>(List.of("b", "a")),
                Set.of("a", "b"),
                Set.of(),
                new TreeSet<>(List.of("z")),
                new TreeSet<>(Comparator.<String>reverseOrder()));
        samples.add(
                SortedSet.class,
                new TreeSet<>(List.of("b", "a")),
                new TreeSet<>(),
                new TreeSet<>(String.CASE_INSENSITIVE_ORDER));
        samples.add(
                NavigableSet.class,
                new TreeSet<>(List.of("b", "a")),
                new TreeSet<>(List.of("b", "a")).descendingSet(),
                new TreeSet<>(List.of("b", "a", "c")).headSet("c", false));
        samples.add(Queue.class, new LinkedList<>(List.of("a")), new ArrayDeque<>(List.of("a")), new PriorityQueue<>());
        samples.add(Deque.class, new LinkedList<>(List.of("a")), new ArrayDeque<>(List.of("a")));
        samples.add(BlockingQueue.class, new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>(List.of("a")));
        samples.add(
                Map.class,
                new LinkedHashMap<>(Map.of("a", "b")),
                Map.of("a", "b", "b", "a"),
                Map.of(),
                new TreeMap<>(Map.of("z", "b")),
                Collections.unmodifiableMap(new HashMap<>(Map.of("c", "d"))),
                new TreeMap<>(Comparator.<String>reverseOrder()));
        samples.add(SortedMap.class, new TreeMap<>(Map.of("a", "b")), new TreeMap<>(Comparator.<String>reverseOrder()));
        samples.add(
                NavigableMap.class, new TreeMap<>(Map.of("a", "b")), new TreeMap<>(Map.of("b", "a")).descendingMap());
        samples.add(ConcurrentMap.class, new ConcurrentHashMap<>(Map.of("a", "b")), new ConcurrentSkipListMap<>());
        samples.add(Map.Entry.class, Map.entry("a", "b"), new AbstractMap.SimpleEntry<>("a", "c"));
    }
}
