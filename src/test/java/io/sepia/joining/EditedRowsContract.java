package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.document.StoredDocument;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.NotUniqueException;
import io.sepia.jpa.StoredObject;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Rows that SQL changes in databases without triggers of the store. */
abstract class EditedRowsContract extends EntityRulesContract {
    @Override
    String refusal() {
        return "NotUniqueException";
    }

    private static final String EDIT = "update objects set content = '{\"mail\":\"new@example.org\"}'";
    private static final String ONLY = " where class_name = 'person' and object_id = 'a'";

    private void sql(String statement) {
        Units.commit(factory, other -> other.createNativeQuery(statement).executeUpdate());
    }

    @Test
    void load_rowThatSqlHasChanged_isRefusedWithTheRemedyThatWorks() {
        storage.save(new Person("a", "ada@example.org"));
        sql(EDIT + ONLY);

        assertThatThrownBy(() -> storage.load(Person.class, "a"))
                .isInstanceOf(DamagedDocumentException.class)
                .hasMessageContainingAll("'a'", "SQL", "UPDATE objects SET checksum = NULL", "class_name");
        sql("UPDATE objects SET checksum = NULL" + ONLY);
        assertThat(storage.load(Person.class, "a").mail()).isEqualTo("new@example.org");
    }

    @Test
    void change_ofTheEntityOfARowThatSqlHasChanged_isRefused() {
        storage.save(new Person("a", "ada@example.org"));
        sql(EDIT + ONLY);
        assertThatThrownBy(() -> Units.commit(
                        factory,
                        other -> other.createQuery("from StoredObject", StoredObject.class)
                                .getSingleResult()
                                .setMetadata(obj().put("by", "ada"))))
                .hasStackTraceContaining(DamagedDocumentException.class.getName());
        assertThatThrownBy(() -> storage.load(Person.class, "a")).isInstanceOf(DamagedDocumentException.class);
    }

    @Test
    void save_valueThatSqlHasTakenFromAnother_isAccepted() {
        storage.save(new Person("a", "ada@example.org"));
        sql(EDIT + ", checksum = null" + ONLY);
        storage.save(new Person("b", "ada@example.org"));

        assertThatThrownBy(() -> storage.save(new Person("c", "new@example.org")))
                .isInstanceOf(NotUniqueException.class)
                .hasMessageContaining("'a'");
        assertThat(storage.ids(Person.class)).containsExactly("a", "b");
    }

    @Test
    void save_rowToWhichSqlHasGivenATakenValue_isRefused() {
        storage.save(new Person("a", "ada@example.org"));
        storage.save(new Person("b", "new@example.org"));
        sql(EDIT + ", checksum = null" + ONLY);
        Person edited = storage.load(Person.class, "a");

        assertThatThrownBy(() -> storage.save(edited))
                .isInstanceOf(NotUniqueException.class)
                .hasMessageContaining("'b'");
    }

    @Test
    void rowThatSqlInserts_isDatedNow() {
        Instant before = Instant.now().minusSeconds(1);
        sql("insert into objects (class_name, object_id, content) values ('note', 'n', '{}')");
        StoredDocument document = storage.documents("note").load("n");

        assertThat(document.createdAt()).isBetween(before, Instant.now().plusSeconds(1));
        assertThat(document.updatedAt()).isBetween(before, Instant.now().plusSeconds(1));
    }
}
