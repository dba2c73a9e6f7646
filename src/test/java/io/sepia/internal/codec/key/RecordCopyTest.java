package io.sepia.internal.codec.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.error.MappingException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordCopyTest {
    record Note(String id, long version, List<String> tags) {}

    record Short(String id) {
        Short {
            if (id != null && id.length() > 3) {
                throw new IllegalArgumentException("too long");
            }
        }
    }

    @Test
    void with_oneComponent_keepsTheOthersAndTheOriginal() {
        List<String> tags = new ArrayList<>(List.of("a"));
        Note note = new Note(null, 0, tags);
        Note copy = (Note) new RecordCopy(Note.class).with(note, "id", "n1");
        assertThat(copy).isEqualTo(new Note("n1", 0, tags));
        assertThat(copy.tags()).isSameAs(tags);
        assertThat(note.id()).isNull();
        assertThat(new RecordCopy(Note.class).with(copy, "version", 3L)).isEqualTo(new Note("n1", 3, tags));
    }

    @Test
    void with_nameOfNoComponent_isAPlainCopy() {
        Note note = new Note("n1", 1, List.of());
        assertThat(new RecordCopy(Note.class).with(note, "other", "x"))
                .isEqualTo(note)
                .isNotSameAs(note);
    }

    @Test
    void with_valueThatTheConstructorRefuses_saysWhichRecord() {
        RecordCopy copies = new RecordCopy(Short.class);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> copies.with(new Short("a"), "id", "long id"))
                .withMessageContaining(Short.class.getName())
                .withMessageContaining("another id")
                .withCauseInstanceOf(IllegalArgumentException.class);
    }
}
