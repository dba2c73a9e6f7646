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

/** Checks which packages use which libraries. There are no exemptions: a class that breaks a rule belongs elsewhere. */
class LibraryUseTest {
    @Test
    void jackson_isUsedByCodecEntityBuilderAndCommandLineOnly() {
        noClasses()
                .that(resideOutside(
                                "io.sepia.internal.codec",
                                "io.sepia.internal.codec.classes",
                                "io.sepia.internal.codec.key",
                                "io.sepia.internal.codec.platform",
                                "io.sepia.internal.codec.kotlin",
                                "io.sepia.internal.codec.vector",
                                "io.sepia.cli",
                                "io.sepia.cli.input",
                                "io.sepia.cli.output",
                                "io.sepia.internal.json",
                                "io.sepia.internal.matching",
                                "io.sepia.internal.backend.file",
                                "io.sepia.internal.transfer",
                                "io.sepia.jpa")
                        .and(describe(
                                "are not the entity, its converter or the builder that takes the application's mapper",
                                c -> !isOrIsNestedIn(c, "io.sepia.jpa.JsonConverter")
                                        && !isOrIsNestedIn(c, "io.sepia.jpa.StoredObject")
                                        && !isOrIsNestedIn(c, "io.sepia.StorageBuilder"))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml.jackson..")
                .because("a second place that maps JSON would be a second codec")
                .check(ArchitectureTest.CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.sepia.internal.json",
                        "io.sepia.internal.matching",
                        "io.sepia.internal.backend.file",
                        "io.sepia.internal.transfer")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml.jackson.databind..")
                .because("they read the tokens of JSON text and map nothing")
                .check(ArchitectureTest.CLASSES);
    }

    @Test
    void databases_areUsedByRelationalBackendsOnly() {
        DescribedPredicate<JavaClass> database = resideInAnyPackage(
                "org.hibernate..",
                "jakarta.persistence..",
                "jakarta.transaction..",
                "java.sql..",
                "javax.sql..",
                "org.sqlite..",
                "org.h2..",
                "org.mariadb..",
                "org.postgresql..");
        noClasses()
                .that(resideOutside(
                        "io.sepia.internal.backend.sql",
                        "io.sepia.internal.backend.sql.condition",
                        "io.sepia.internal.backend.sql.statement",
                        "io.sepia.internal.backend.sql.writers",
                        "io.sepia.internal.backend.sqlite",
                        "io.sepia.internal.backend.sqlite.connection",
                        "io.sepia.internal.backend.h2",
                        "io.sepia.internal.backend.mariadb",
                        "io.sepia.internal.backend.postgresql",
                        "io.sepia.internal.backend.hibernate",
                        "io.sepia.internal.backend.hibernate.unit",
                        "io.sepia.internal.backend.jpa",
                        "io.sepia.internal.codec",
                        "io.sepia.internal.codec.classes",
                        "io.sepia.internal.codec.platform",
                        "io.sepia.internal.codec.kotlin",
                        "io.sepia.internal.functions",
                        "io.sepia.jpa",
                        "io.sepia.dialect",
                        "io.sepia.spring"))
                .should()
                .dependOnClassesThat(
                        database.and(DescribedPredicate.not(type(jakarta.persistence.EntityManagerFactory.class)))
                                .and(DescribedPredicate.not(type(jakarta.persistence.EntityManager.class))))
                .because("the store only passes on an application's factory or entity manager")
                .check(ArchitectureTest.CLASSES);
        noClasses()
                .that()
                .resideInAPackage("io.sepia.internal.codec..")
                .should()
                .dependOnClassesThat(database.and(DescribedPredicate.not(type(jakarta.persistence.Version.class)))
                        .and(DescribedPredicate.not(type(java.sql.Date.class)))
                        .and(DescribedPredicate.not(type(java.sql.Time.class)))
                        .and(DescribedPredicate.not(type(java.sql.Timestamp.class))))
                .because("the codec recognises JPA's @Version as well as ours, stores the three value classes of JDBC,"
                        + " and uses nothing else of a database")
                .check(ArchitectureTest.CLASSES);
    }

    @Test
    void optionalLibraries_areUsedByTheirIntegrationsOnly() {
        noClasses()
                .that(resideOutside("io.sepia.spring")
                        .and(describe(
                                "are not its types in repositories",
                                c -> !isOrIsNestedIn(c, "io.sepia.SpringDataTypes"))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .because("an application without Spring Data does not have it, and its repositories are those of"
                        + " Jakarta Data")
                .check(ArchitectureTest.CLASSES);
        noClasses()
                .that(describe(
                        "are not the types, annotations and errors of Jakarta Data, and not its mark of stored classes",
                        c -> List.of(
                                        "io.sepia.JakartaDataTypes",
                                        "io.sepia.JakartaAnnotations",
                                        "io.sepia.JakartaErrors",
                                        "io.sepia.RepositoryProxy$JakartaNames",
                                        "io.sepia.model.Stored")
                                .stream()
                                .noneMatch(each -> isOrIsNestedIn(c, each))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta.data..")
                .because("an application without Jakarta Data does not have it")
                .check(ArchitectureTest.CLASSES);
        noClasses()
                .that(resideOutside("io.sepia.spring", "io.sepia.micrometer"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .because("an application without Micrometer does not have it")
                .check(ArchitectureTest.CLASSES);
        noClasses()
                .that(resideOutside("io.sepia.junit"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.junit..")
                .because("only tests have it")
                .check(ArchitectureTest.CLASSES);
    }

    @Test
    void librariesOfTheCommandLine_areUsedByItOnly() {
        noClasses()
                .that(resideOutside("io.sepia.cli", "io.sepia.cli.input", "io.sepia.cli.terminal"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..", "me.tongfei..", "org.jline..", "com.fasterxml.jackson.dataformat..")
                .because("these libraries are not dependencies of the library")
                .check(ArchitectureTest.CLASSES);
    }

    @Test
    void persistentMaps_areUsedBySnapshotsOnly() {
        noClasses()
                .that(resideOutside("io.sepia.internal.backend.snapshot"))
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
                .that(resideOutside("io.sepia.cli", "io.sepia.cli.terminal"))
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
