package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.sepia.Storage;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.MappingException;
import io.sepia.error.StorageException;
import io.sepia.model.Stored;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Properties whose declared type is a supertype of the value's class. Names in documents never load a class. */
interface PolymorphismContract extends StorageFixture {
    sealed interface Shape permits Circle, Square {}

    record Circle(int radius) implements Shape {}

    record Square(int side) implements Shape {}

    class Drawing {
        String id = "a";
        Shape first;
        List<Shape> shapes = new ArrayList<>();
    }

    @Stored
    sealed interface Animal permits Dog, Cat {}

    record Dog(String id, String name) implements Animal {}

    @Stored("kitten")
    record Cat(String id, int lives) implements Animal {}

    class Zoo {
        String id = "a";
        List<Animal> animals = new ArrayList<>();
        Object any;
    }

    interface Vehicle {}

    @Stored
    class Car implements Vehicle {
        String id = "c";
        int wheels = 4;
    }

    record Engine(int power) implements Part {}

    interface Part {}

    class Garage {
        String id = "a";
        Vehicle vehicle;
        Part part;
    }

    @Stored
    abstract class Person {
        String id;
    }

    class Pupil extends Person {
        int grade;
    }

    class School {
        String id = "a";
        Person person;
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
    interface ByClass {}

    record ByClassValue(int x) implements ByClass {}

    class Gadget {
        String id = "a";
        ByClass value;
    }

    @Test
    default void save_sealedEmbeddedValues_carryTheirType() {
        Drawing drawing = new Drawing();
        drawing.first = new Circle(1);
        drawing.shapes.addAll(List.of(new Square(2), new Circle(3)));
        storage().save(drawing);
        assertThat(content("Drawing", "a")).contains("{\"$type\":\"Square\",\"side\":2}");
        Drawing loaded = storage().load(Drawing.class, "a");
        assertThat(loaded.first).isEqualTo(drawing.first);
        assertThat(loaded.shapes).isEqualTo(drawing.shapes);
    }

    @Test
    default void load_unknownEmbeddedType_isRefused() {
        for (String type : List.of("Triangle", "java.lang.Thread", "io.sepia.contract.PolymorphismContract$Car")) {
            storage().documents("Drawing").save("a", "{\"id\":\"a\",\"first\":{\"$type\":\"" + type + "\"}}");
            assertThatExceptionOfType(DocumentFormatException.class)
                    .isThrownBy(() -> storage().load(Drawing.class, "a"))
                    .withMessageContaining("Drawing 'a'");
        }
    }

    @Test
    default void save_sealedReferences_resolveByThemselves() {
        Zoo zoo = new Zoo();
        zoo.animals.addAll(List.of(new Dog(null, "Rex"), new Cat("tom", 9)));
        storage().save(zoo);
        assertThat(content("Zoo", "a")).contains("{\"class\":\"kitten\",\"id\":\"tom\"}");
        Storage storage = storage();
        assertThat(storage.load(Zoo.class, "a").animals).isEqualTo(zoo.animals);
    }

    @Test
    default void load_sealedReferences_needNoClassMetBefore() {
        storage().documents("Dog").save("rex", "{\"id\":\"rex\",\"name\":\"Rex\"}");
        storage()
                .documents("Zoo")
                .save("a", "{\"id\":\"a\",\"animals\":[{\"$ref\":{\"class\":\"Dog\",\"id\":\"rex\"}}]}");
        assertThat(storage().load(Zoo.class, "a").animals).containsExactly(new Dog("rex", "Rex"));
    }

    @Test
    default void load_referenceToUnknownClass_isRefusedWithTheRemedy() {
        for (String name : List.of("java.lang.Thread", "io.sepia.contract.PolymorphismContract$Car", "Car")) {
            storage().documents(name).save("c", "{\"id\":\"c\"}");
            String reference = "{\"$ref\":{\"class\":\"" + name + "\",\"id\":\"c\"}}";
            storage().documents("Zoo").save("a", "{\"id\":\"a\",\"any\":" + reference + "}");
            storage().documents("Zoo").save("b", "{\"id\":\"b\",\"animals\":[" + reference + "]}");
            for (String id : List.of("a", "b")) {
                assertThatExceptionOfType(MappingException.class)
                        .isThrownBy(() -> storage().load(Zoo.class, id))
                        .withMessageContaining(name + " 'c'")
                        .withMessageContaining("Register the class");
            }
        }
    }

    @Test
    default void load_referenceToClassThatDoesNotFit_isRefused() {
        storage().save(new Car());
        storage()
                .documents("Zoo")
                .save("a", "{\"id\":\"a\",\"animals\":[{\"$ref\":{\"class\":\"Car\",\"id\":\"c\"}}]}");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> storage().load(Zoo.class, "a"))
                .withMessageContaining("Car 'c'")
                .withMessageContaining("Animal");
    }

    @Test
    default void save_registeredImplementations_comeBack() {
        Storage registered = open(builder -> builder.register(Car.class, Engine.class));
        registered.documents("Car").save("c", "{\"id\":\"c\",\"wheels\":3}");
        registered
                .documents("Garage")
                .save(
                        "a",
                        "{\"id\":\"a\",\"vehicle\":{\"$ref\":{\"class\":\"Car\",\"id\":\"c\"}},"
                                + "\"part\":{\"$type\":\"Engine\",\"power\":7}}");
        Garage loaded = registered.load(Garage.class, "a");
        assertThat(((Car) loaded.vehicle).wheels).isEqualTo(3);
        assertThat(loaded.part).isEqualTo(new Engine(7));
        loaded.part = new Engine(8);
        registered.save(loaded);
        assertThat(registered.load(Garage.class, "a").part).isEqualTo(new Engine(8));
    }

    @Test
    default void save_unregisteredEmbeddedImplementation_isRefusedWithTheRemedy() {
        Garage garage = new Garage();
        garage.part = new Engine(7);
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(saving(garage))
                .withMessageContaining("part")
                .withMessageContaining("register its implementations");
        assertThat(storage().classes()).isEmpty();
    }

    @Test
    default void save_referenceDeclaredAsAbstractClass_comesBack() {
        School school = new School();
        Pupil pupil = new Pupil();
        pupil.grade = 3;
        school.person = pupil;
        storage().save(school);
        assertThat(((Pupil) storage().load(School.class, "a").person).grade).isEqualTo(3);
    }

    @Test
    default void typingByClassName_isRefused() {
        Gadget gadget = new Gadget();
        gadget.value = new ByClassValue(1);
        assertThatExceptionOfType(MappingException.class).isThrownBy(saving(gadget));
        storage().documents("Gadget").save("a", "{\"id\":\"a\",\"value\":{\"@class\":\"java.lang.Thread\"}}");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> storage().load(Gadget.class, "a"))
                .withMessageContaining("Gadget");
    }
}
