package io.sepia.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import java.nio.file.Path;
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.GeneratedColumn;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns that SQLite computes, which its list of columns omits. */
class GeneratedColumnsTest {
    @TempDir
    Path directory;

    /** Has a stored column, two that are computed when they are read, and one of text. */
    @Entity(name = "Parcel")
    static class Parcel {
        @Id
        long id;

        int width;

        @Generated
        @Column(columnDefinition = "integer generated always as (width * 2) stored")
        int twice;

        @GeneratedColumn("width * 3")
        int thrice;

        @GeneratedColumn("width || ' cm'")
        String label;
    }

    private HibernatePersistenceConfiguration unit(boolean path) {
        HibernatePersistenceConfiguration unit =
                new HibernatePersistenceConfiguration("generated").managedClass(Parcel.class);
        return path
                ? unit.property("sepia.database_path", directory.resolve("parcels.db"))
                : unit.jdbcUrl("jdbc:sqlite:" + directory.resolve("parcels.db"))
                        .property("hibernate.dialect", SqliteDialect.class.getName());
    }

    private static void sql(EntityManagerFactory factory, String statement) {
        factory.runInTransaction(
                entities -> entities.createNativeQuery(statement).executeUpdate());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void validate_generatedColumns_areFoundAndMissingOnesNamed(boolean path) {
        try (EntityManagerFactory factory =
                unit(path).property("hibernate.hbm2ddl.auto", "create").createEntityManagerFactory()) {
            Parcel parcel = new Parcel();
            parcel.width = 4;
            factory.runInTransaction(entities -> entities.persist(parcel));
            assertThat(parcel.twice + " " + parcel.thrice + " " + parcel.label).isEqualTo("8 12 4 cm");
            assertThatCode(() -> factory.getSchemaManager().validate()).doesNotThrowAnyException();

            sql(factory, "alter table Parcel drop column thrice");
            assertThatThrownBy(() -> factory.getSchemaManager().validate()).hasMessageContaining("thrice");
            sql(factory, "alter table Parcel add column thrice blob");
            assertThatThrownBy(() -> factory.getSchemaManager().validate())
                    .hasMessageContaining("wrong column type")
                    .hasMessageContaining("thrice");
            sql(factory, "alter table Parcel drop column thrice");
            sql(factory, "alter table Parcel add column thrice integer as (width * 3)");
        }
        try (EntityManagerFactory factory =
                unit(path).property("hibernate.hbm2ddl.auto", "validate").createEntityManagerFactory()) {
            assertThat(factory.<Integer>callInTransaction(entities -> entities.find(Parcel.class, 0L).thrice))
                    .isEqualTo(12);
        }
    }
}
