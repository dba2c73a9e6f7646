package io.sepia.corpus;

import com.google.common.base.Optional;
import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.BiMap;
import com.google.common.collect.HashBasedTable;
import com.google.common.collect.HashBiMap;
import com.google.common.collect.HashMultimap;
import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableBiMap;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableMultiset;
import com.google.common.collect.ImmutableRangeSet;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.ImmutableTable;
import com.google.common.collect.Multimap;
import com.google.common.collect.Multiset;
import com.google.common.collect.Range;
import com.google.common.collect.RangeSet;
import com.google.common.collect.Table;
import com.google.common.collect.TreeMultimap;
import com.google.common.hash.HashCode;
import com.google.common.net.HostAndPort;
import com.google.common.net.InternetDomainName;
import com.google.common.primitives.UnsignedInteger;
import com.google.common.primitives.UnsignedLong;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Guava's common types. */
final class GuavaSamples {
    static final List<Class<?>> TYPES = List.of(
            ImmutableList.class,
            ImmutableSet.class,
            ImmutableMap.class,
            ImmutableSortedSet.class,
            ImmutableSortedMap.class,
            ImmutableMultiset.class,
            Multiset.class,
            ImmutableBiMap.class,
            BiMap.class,
            Multimap.class,
            ImmutableListMultimap.class,
            ImmutableSetMultimap.class,
            HashMultimap.class,
            TreeMultimap.class,
            Table.class,
            ImmutableTable.class,
            Range.class,
            RangeSet.class,
            Optional.class,
            HostAndPort.class,
            InternetDomainName.class,
            HashCode.class,
            UnsignedInteger.class,
            UnsignedLong.class);

    private GuavaSamples() {}

    static String parameters(Class<?> type) {
        if (type == Range.class || type == RangeSet.class) {
            return "<Integer>";
        }
        String all = "<" + "String,".repeat(type.getTypeParameters().length);
        return type.getTypeParameters().length == 0 ? "" : all.substring(0, all.length() - 1) + ">";
    }

    static Samples make() {
        Samples samples = Samples.empty();
        samples.add(ImmutableList.class, ImmutableList.of(), ImmutableList.of("a", "b"), ImmutableList.of("b", "a"));
        samples.add(ImmutableSet.class, ImmutableSet.of(), ImmutableSet.of("a", "b"), ImmutableSet.of("b", "a"));
        samples.add(ImmutableMap.class, ImmutableMap.of(), ImmutableMap.of("a", "b"), ImmutableMap.of("b", "a"));
        samples.add(
                ImmutableSortedSet.class,
                ImmutableSortedSet.of(),
                ImmutableSortedSet.of("b", "a"),
                ImmutableSortedSet.orderedBy(Comparator.<String>reverseOrder())
                        .add("a", "b")
                        .build());
        samples.add(
                ImmutableSortedMap.class,
                ImmutableSortedMap.of(),
                ImmutableSortedMap.of("b", "x", "a", "y"),
                ImmutableSortedMap.copyOf(Map.of("a", "x", "b", "y"), Comparator.<String>reverseOrder()));
        samples.add(
                ImmutableMultiset.class,
                ImmutableMultiset.of(),
                ImmutableMultiset.of("a", "b", "a"),
                ImmutableMultiset.of("b", "a", "a"));
        samples.add(Multiset.class, HashMultiset.create(List.of("a", "a")), HashMultiset.create());
        samples.add(ImmutableBiMap.class, ImmutableBiMap.of(), ImmutableBiMap.of("a", "b"));
        samples.add(BiMap.class, HashBiMap.create(Map.of("a", "b")), HashBiMap.create());
        samples.add(
                Multimap.class,
                ArrayListMultimap.create(ImmutableListMultimap.of("a", "b", "a", "b")),
                HashMultimap.create(ImmutableSetMultimap.of("a", "b", "a", "c")),
                ImmutableListMultimap.of());
        samples.add(
                ImmutableListMultimap.class, ImmutableListMultimap.of(), ImmutableListMultimap.of("a", "b", "a", "a"));
        samples.add(
                ImmutableSetMultimap.class,
                ImmutableSetMultimap.of(),
                ImmutableSetMultimap.of("a", "b", "a", "a"),
                ImmutableSetMultimap.of("a", "a", "a", "b"));
        samples.add(HashMultimap.class, HashMultimap.create(), HashMultimap.create(ImmutableSetMultimap.of("a", "b")));
        TreeMultimap<String, String> reversed =
                TreeMultimap.create(Comparator.reverseOrder(), Comparator.reverseOrder());
        reversed.put("a", "b");
        samples.add(TreeMultimap.class, TreeMultimap.create(ImmutableSetMultimap.of("a", "b")), reversed);
        samples.add(Table.class, HashBasedTable.create(ImmutableTable.of("a", "b", "c")), HashBasedTable.create());
        samples.add(ImmutableTable.class, ImmutableTable.of("a", "b", "c"), ImmutableTable.of());
        samples.add(Range.class, Range.closed(1, 5), Range.open(1, 5), Range.atLeast(3), Range.<Integer>all());
        samples.add(RangeSet.class, ImmutableRangeSet.of(Range.closed(1, 5)), ImmutableRangeSet.of());
        samples.add(Optional.class, Optional.of("a"), Optional.absent());
        samples.add(HostAndPort.class, HostAndPort.fromParts("e.example", 80), HostAndPort.fromString("[::1]"));
        samples.add(InternetDomainName.class, InternetDomainName.from("e.example"), InternetDomainName.from("x.y"));
        samples.add(HashCode.class, HashCode.fromInt(5), HashCode.fromLong(5));
        samples.add(UnsignedInteger.class, UnsignedInteger.ONE, UnsignedInteger.MAX_VALUE);
        samples.add(UnsignedLong.class, UnsignedLong.ONE, UnsignedLong.MAX_VALUE);
        return samples;
    }
}
