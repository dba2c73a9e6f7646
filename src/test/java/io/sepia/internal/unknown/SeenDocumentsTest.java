package io.sepia.internal.unknown;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.Effects;
import io.sepia.internal.backend.Effects.Extent;
import io.sepia.internal.backend.TransactionLedger;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeenDocumentsTest {
    private final SeenDocuments seen = new SeenDocuments();
    private final ObjectKey key = new ObjectKey("note", "a");

    @Test
    void add_documentOfAVersion_isSeenWithThatVersionOnly() {
        seen.add(key, 3, seen.moment());

        assertThat(seen.contains(key)).isTrue();
        assertThat(seen.contains(key, 3)).isTrue();
        assertThat(seen.contains(key, 4)).isFalse();
        assertThat(seen.contains(new ObjectKey("note", "b"))).isFalse();
        assertThat(seen.contains(new ObjectKey("not", "ea"))).isFalse();
    }

    @Test
    void add_laterVersion_replacesTheEarlierOne() {
        seen.add(key, 3, seen.moment());
        seen.add(key, 4, seen.moment());

        assertThat(seen.contains(key, 3)).isFalse();
        assertThat(seen.contains(key, 4)).isTrue();
    }

    @Test
    void add_othersHaveWrittenSinceTheMoment_addsNothing() {
        long moment = seen.moment();
        seen.writtenByOthers(List.of(new ObjectKey("note", "b")));

        seen.add(key, 1, moment);

        assertThat(seen.contains(key)).isFalse();
    }

    @Test
    void writtenByOthers_namedOrAny_areRemoved() {
        ObjectKey other = new ObjectKey("note", "b");
        seen.add(key, 1, seen.moment());
        seen.add(other, 1, seen.moment());

        seen.writtenByOthers(List.of(key));
        assertThat(seen.contains(key)).isFalse();
        assertThat(seen.contains(other)).isTrue();

        seen.writtenByOthers();
        assertThat(seen.contains(other)).isFalse();
    }

    @Test
    void deletion_namedDocuments_makesRoomForOthers() {
        KnownDocuments known = new KnownDocuments(UnknownMembers.REFUSE);
        ObjectKey other = new ObjectKey("note", "b");
        ObjectKey kept = new ObjectKey("note", "c");
        List.of(key, other, kept).forEach(each -> known.seen().add(each, 1, 0));
        Sightings transaction = new Sightings(known, new TransactionLedger());

        transaction.enter(Effects.deleted(new Extent.Keys(List.of(key)), 1, List.of()));
        transaction.enter(Effects.deleted(new Extent.Ids("note", List.of("b")), 1, List.of()));

        assertThat(known.seen().contains(key)).isFalse();
        assertThat(known.seen().contains(other)).isFalse();
        assertThat(known.seen().contains(kept)).isTrue();
    }

    @Test
    void add_halfAsManyDocumentsAsThereAreSlots_keepsNearlyAll() {
        IntStream.range(0, 32_768).forEach(i -> seen.add(new ObjectKey("note", "n" + i), i, seen.moment()));

        long kept = IntStream.range(0, 32_768)
                .filter(i -> seen.contains(new ObjectKey("note", "n" + i), i))
                .count();

        assertThat(kept).isBetween(32_300L, 32_768L);
        assertThat(IntStream.range(32_768, 65_536).filter(i -> seen.contains(new ObjectKey("note", "n" + i))))
                .isEmpty();
    }
}
