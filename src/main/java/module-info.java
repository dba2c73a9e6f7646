/**
 * An embedded store of plain Java objects, saved as JSON documents.
 *
 * <p>An application requires this module and opens the packages of its stored classes and entities. Everything under
 * {@code io.sepia.internal} is closed. The command line is compiled with the module but is not part of its jar.
 *
 * <p>See decision 0075 for the required modules and decision 0316 for how nullness is checked.
 */
module io.sepia {
    exports io.sepia;
    exports io.sepia.change;
    exports io.sepia.dialect;
    exports io.sepia.document;
    exports io.sepia.error;
    exports io.sepia.jpa;
    exports io.sepia.junit;
    exports io.sepia.micrometer;
    exports io.sepia.model;
    exports io.sepia.query;
    exports io.sepia.report;
    exports io.sepia.spring;

    // Hibernate instantiates strategies, and reads and writes the fields of StoredObject.
    exports io.sepia.internal.backend.hibernate.unit to
            org.hibernate.orm.core;

    opens io.sepia.jpa to
            org.hibernate.orm.core;

    // Migration tools read the SQL files in these packages, which contain no classes.
    opens io.sepia.schema.h2;
    opens io.sepia.schema.mariadb;
    opens io.sepia.schema.postgresql;
    opens io.sepia.schema.sqlite;

    requires transitive com.fasterxml.jackson.databind;
    requires transitive jakarta.persistence;
    // Hibernate defines the proxies of an application's entities in the application's module, which must read
    // Hibernate.
    requires transitive org.hibernate.orm.core;
    requires com.fasterxml.jackson.datatype.jdk8;
    requires com.fasterxml.jackson.datatype.jsr310;
    requires jakarta.transaction;
    // The superclass of exceptions in jakarta.transaction.
    requires java.rmi;
    requires jdk.jfr;
    requires org.pcollections;

    // Optional for applications that use a database server. If present, they are resolved: SQLite as a JDBC driver, the
    // dialects as an automatic module.
    requires static org.hibernate.orm.community.dialects;
    requires static org.xerial.sqlitejdbc;
    requires static transitive org.jspecify;

    // Optional: the classes that use these are loaded by Spring Boot, or if an application has them.
    requires static jakarta.data;
    requires static micrometer.core;
    requires static org.junit.jupiter.api;
    requires static spring.aop;
    requires static spring.beans;
    requires static spring.boot;
    requires static spring.boot.actuator;
    requires static spring.boot.actuator.autoconfigure;
    requires static spring.boot.autoconfigure;
    requires static spring.boot.health;
    requires static spring.boot.hibernate;
    requires static spring.boot.jdbc;
    requires static spring.context;
    requires static spring.core;
    requires static spring.data.commons;
    requires static spring.jdbc;
    requires static spring.orm;
    requires static spring.tx;

    // Modules that Hibernate needs but, without a module descriptor, cannot require.
    requires jakarta.xml.bind;
    requires java.naming;
    requires net.bytebuddy;
    requires org.jboss.logging;

    uses com.fasterxml.jackson.databind.Module;

    provides org.hibernate.boot.spi.AdditionalMappingContributor with
            io.sepia.internal.backend.hibernate.unit.StoredObjectContributor;
    provides org.hibernate.boot.spi.MetadataBuilderInitializer with
            io.sepia.internal.backend.hibernate.unit.StoredObjectSource;
    provides org.hibernate.integrator.spi.Integrator with
            io.sepia.internal.backend.hibernate.unit.StoredObjectIntegrator,
            io.sepia.dialect.ConstraintNames;
    provides org.hibernate.service.spi.ServiceContributor with
            io.sepia.internal.backend.hibernate.unit.UnitServices;
}
