package io.sepia;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds which libraries are used where. Has no exemptions: a class that breaks a rule belongs elsewhere. */
class LibraryUseTest {
    @Test
    void jackson_isUsedByCodecEntityBuilderAndCommandLineOnly() {
        noClasses()
                .that(resideOutside(
                                "io.sepia.codec",
                                "io.sepia.cli",
                                "io.sepia.query",
                                "io.sepia.backend.file",
                                "io.sepia.transfer")
                        .and(describe(
                                "are not the entity, its converter or the builder that takes the application's mapper",
                                c -> !isOrIsNestedIn(c, "io.sepia.backend.jpa.JsonConverter")
                                        && !isOrIsNestedIn(c, "io.sepia.backend.jpa.StoredObject")
                                        && !isOrIsNestedIn(c, "io.sepia.StorageBuilder"))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml.jackson..")
                .because("a second place that maps JSON would be a second codec")
                .check(ArchitectureTest.CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage("io.sepia.query", "io.sepia.backend.file", "io.sepia.transfer")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml.jackson.databind..")
                .because("they look at the tokens of JSON text and map nothing")
                .check(ArchitectureTest.CLASSES);
    }

    @Test
    void databases_areUsedByBackendJpaOnly() {
        DescribedPredicate<JavaClass> database = resideInAnyPackage(
                "org.hibernate..",
                "jakarta.persistence..",
                "jakarta.transaction..",
                "java.sql..",
                "javax.sql..",
                "org.sqlite..",
                "org.h2..");
        noClasses()
                .that(resideOutside(
                        "io.sepia.backend.jpa",
                        "io.sepia.backend.jpa.sql",
                        "io.sepia.backend.jpa.unit",
                        "io.sepia.codec",
                        "io.sepia.dialect"))
                .should()
                .dependOnClassesThat(
                        database.and(DescribedPredicate.not(type(jakarta.persistence.EntityManagerFactory.class)))
                                .and(DescribedPredicate.not(type(jakarta.persistence.EntityManager.class))))
                .because("the store takes an application's factory or entity manager and hands it on")
                .check(ArchitectureTest.CLASSES);
        noClasses()
                .that()
                .resideInAPackage("io.sepia.codec..")
                .should()
                .dependOnClassesThat(database.and(DescribedPredicate.not(type(jakarta.persistence.Version.class))))
                .because("the codec recognises JPA's @Version beside ours and needs nothing else of a database")
                .check(ArchitectureTest.CLASSES);
    }

    @Test
    void terminalLibraries_areUsedByCommandLineOnly() {
        noClasses()
                .that(resideOutside("io.sepia.cli"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..", "me.tongfei..", "org.jline..")
                .because("users of the library do not get these libraries")
                .check(ArchitectureTest.CLASSES);
    }

    @Test
    void persistentMaps_areUsedBySnapshotsOnly() {
        noClasses()
                .that(resideOutside("io.sepia.backend.snapshot"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.pcollections..")
                .check(ArchitectureTest.CLASSES);
    }

    @Test
    void logging_goesThroughSystemLogger() {
        noClasses()
                .that(resideOutside("io.sepia.cli"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.util.logging..",
                        "org.slf4j..",
                        "org.jboss.logging..",
                        "org.apache.commons.logging..",
                        "org.apache.logging..")
                .because("the choice of a logging library is the application's, and the command line is one")
                .check(ArchitectureTest.CLASSES);
    }

    @Test
    void console_isWrittenByCommandLineOnly() {
        noClasses()
                .that(resideOutside("io.sepia.cli"))
                .should(ACCESS_STANDARD_STREAMS)
                .because("a library that prints cannot be silenced")
                .check(ArchitectureTest.CLASSES);
    }

    private static DescribedPredicate<JavaClass> resideOutside(String... packages) {
        return describe(
                "reside outside " + String.join(", ", packages),
                javaClass -> !List.of(packages).contains(javaClass.getPackageName()));
    }

    private static boolean isOrIsNestedIn(JavaClass javaClass, String name) {
        return javaClass.getName().equals(name) || javaClass.getName().startsWith(name + "$");
    }
}
