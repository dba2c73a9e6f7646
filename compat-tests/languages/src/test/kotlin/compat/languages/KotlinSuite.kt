package compat.languages

import io.sepia.Storage
import io.sepia.model.Ref
import io.sepia.error.MappingException
import io.sepia.error.StaleVersionException
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path
import java.time.Instant

/** The suite on SQLite. */
class KotlinOnSqliteTest : KotlinSuite() {
    @TempDir
    lateinit var folder: Path

    override fun openEmpty(): Storage = Storage.open(folder.resolve("app_data.db"))
}

/** The suite in memory. */
class KotlinInMemoryTest : KotlinSuite() {
    override fun openEmpty(): Storage = Storage.open("memory", mapOf<String, Any>())
}

/** Kotlin classes in a store. They need only Jackson's Kotlin module on the class path. */
abstract class KotlinSuite {
    private val ada = Person("ada@example.org", "Ada")
    private val luigi = Person("luigi@example.org", "Luigi")

    private lateinit var storage: Storage

    abstract fun openEmpty(): Storage

    @BeforeEach
    fun open() {
        storage = openEmpty()
    }

    @AfterEach
    fun close() = storage.close()

    private inline fun <reified T : Any> load(id: Any): T = storage.load(T::class.java, id)

    @Test
    fun save_assignsIdAndVersionToPropertiesThatAreVal() {
        val notebook = Notebook(title = "Engine", owner = ada)

        val saved = storage.save(notebook)

        assertThat(saved.id).isNotBlank()
        assertThat(saved.version).isEqualTo(1)
    }

    @Test
    fun load_givesAnEqualDataClass() {
        val notebook = storage.save(
            Notebook(
                title = "Engine",
                owner = ada,
                tags = setOf("maths", "\uD83D\uDE80"),
                pages = listOf(Page(1, "weaves"), Page(2, margin = Margin(0.1, listOf("!")))),
                openedAt = Instant.parse("1843-10-01T12:00:00Z"),
            ),
        )

        assertThat(load<Notebook>(notebook.id!!)).isEqualTo(notebook).isNotSameAs(notebook)
    }

    @Test
    fun load_absentProperties_haveTheirDefaultValues() {
        storage.save(ada)
        storage.documents("Notebook").save(
            "n1",
            """{"title":"Engine","owner":{"${'$'}ref":{"class":"person","id":"ada@example.org"}},"pages":[{"number":3}]}""",
        )

        assertThat(load<Notebook>("n1"))
            .isEqualTo(Notebook("n1", "Engine", ada, pages = listOf(Page(3)), version = 1))
    }

    @Test
    fun save_changedCopy_continuesItsVersion() {
        val first = storage.save(Notebook(title = "Engine", owner = ada)).copy()
        val second = storage.save(first.copy(title = "Difference engine"))

        assertThat(second.version).isEqualTo(2)
        assertThatThrownBy { storage.save(first.copy(title = "Late")) }.isInstanceOf(StaleVersionException::class.java)
        assertThat(load<Notebook>(second.id!!).title).isEqualTo("Difference engine")
    }

    @Test
    fun version_staysOutOfTheContent() {
        val notebook = storage.save(Notebook(title = "Engine", owner = ada))
        val ticket = storage.save(Ticket(text = "Repair"))
        val reading = storage.save(Reading(1, 0.5, null, 0))

        assertThat(storage.documents("Notebook").load(notebook.id!!).content()).doesNotContain("version")
        assertThat(storage.documents("Ticket").load(ticket.number.toString()).content()).doesNotContain("revision")
        assertThat(storage.documents("Reading").load(reading.sensor.toString()).content()).doesNotContain("version")
    }

    @Test
    fun failedTransaction_takesIdsAndVersionsBack() {
        val shelf = Shelf(keeper = ada, newest = listOf(Notebook(title = "Engine", owner = ada)))

        assertThatThrownBy {
            storage.useTransaction {
                it.save(shelf)
                assertThat(shelf.id).isNotNull()
                assertThat(shelf.newest[0].version).isEqualTo(1)
                error("stop")
            }
        }.hasMessage("stop")

        assertThat(shelf).isEqualTo(Shelf(keeper = ada, newest = listOf(Notebook(title = "Engine", owner = ada))))
        assertThat(storage.classes()).isEmpty()
        storage.save(shelf)
        assertThat(load<Shelf>(shelf.id!!)).isEqualTo(shelf)
    }

    @Test
    fun references_inListSetAndMap_leadToStoredObjects() {
        val engine = storage.save(Notebook(title = "Engine", owner = ada))
        val shelf = storage.save(
            Shelf(
                keeper = luigi,
                newest = listOf(engine, Notebook(title = "Notes", owner = luigi)),
                readers = setOf(ada, luigi),
                byTopic = mapOf("maths" to engine),
            ),
        )

        val loaded = load<Shelf>(shelf.id!!)

        assertThat(loaded).isEqualTo(shelf)
        assertThat(loaded.newest[0]).isSameAs(loaded.byTopic["maths"])
        assertThat(loaded.keeper).isSameAs(loaded.newest[1].owner)
        assertThat(storage.count(Person::class.java)).isEqualTo(2)
        assertThat(storage.count(Notebook::class.java)).isEqualTo(2)
    }

    @Test
    fun nullableReferences_stayNull() {
        val shelf = storage.save(Shelf())

        assertThat(load<Shelf>(shelf.id!!)).isEqualTo(Shelf(id = shelf.id, version = 1))
    }

    @Test
    fun ref_isFollowedWhenItIsAskedFor() {
        val first = storage.save(Shelf(keeper = ada))
        val second = storage.save(Shelf(next = Ref.of(first)))

        val next = load<Shelf>(second.id!!).next!!

        assertThat(next.loaded()).isEmpty()
        assertThat(next.get()).isEqualTo(first)
    }

    @Test
    fun annotationsOnGetters_count() {
        val ticket = storage.save(Ticket(text = "Repair"))

        assertThat(ticket.number).isNotNull()
        assertThat(ticket.revision).isEqualTo(1)
        assertThat(load<Ticket>(ticket.number!!)).isEqualTo(ticket)
        val copy = ticket.copy()
        storage.save(ticket.copy(text = "Repaired"))
        assertThatThrownBy { storage.save(copy) }.isInstanceOf(StaleVersionException::class.java)
    }

    @Test
    fun annotationsOnParameters_count() {
        val reading = storage.save(Reading(7, 0.1, null, 0))

        assertThat(reading.version).isEqualTo(1)
        assertThat(load<Reading>(7)).isEqualTo(Reading(7, 0.1, null, 1))
    }

    @Test
    fun classWithBody_mayBePartOfACircle() {
        fun station(code: String) = Station().also {
            it.code = code
            it.name = "Station $code"
            it.lines.addAll(listOf(2, 1))
            it.visits = 3
        }
        val first = station("A")
        val second = station("B")
        first.next = second
        second.next = first
        storage.save(first)

        val loaded = load<Station>("A")

        assertThat(loaded.next!!.next).isSameAs(loaded)
        assertThat(loaded.next!!.label).isEqualTo("B Station B")
        assertThat(loaded.lines).containsExactly(1, 2)
        assertThat(loaded.visits).isZero()
        assertThat(loaded.version).isEqualTo(1)
    }

    @Test
    fun delegatedProperties_areNotStored() {
        val station = Station().also {
            it.code = "A"
            it.name = "Angel"
        }
        assertThat(station.label).isEqualTo("A Angel")

        storage.save(station)

        assertThat(storage.documents("Station").load("A").content()).doesNotContain("label").doesNotContain("visits")
        assertThat(load<Station>("A").label).isEqualTo("A Angel")
    }

    @Test
    fun sealedInterface_embeddedValues_comeBackAsTheirClass() {
        val drawing = storage.save(Drawing(shapes = listOf(Circle(1.5), Rectangle(2.0), Rectangle(2.0, 3.0), Nothing)))

        assertThat(load<Drawing>(drawing.id!!)).isEqualTo(drawing)
    }

    @Test
    fun sealedInterface_storedObjects_comeBackAsTheirClass() {
        val machine = Machine(power = 3)
        val estate = storage.save(Estate(assets = listOf(machine, Building(street = "St James's Square")), main = machine))

        val loaded = load<Estate>(estate.id!!)

        assertThat(loaded).isEqualTo(estate)
        assertThat(loaded.main).isSameAs(loaded.assets[0])
        assertThat(load<Machine>(machine.id!!)).isEqualTo(machine)
        assertThat(storage.ids(Building::class.java)).hasSize(1)
    }

    @Test
    fun valueClassAndEnum_areWrittenAsText() {
        val book = storage.save(Book(isbn = Isbn("978-3"), status = Status.READ))

        assertThat(load<Book>(book.id!!)).isEqualTo(book)
        assertThat(storage.documents("Book").load(book.id!!).content()).contains("\"isbn\":\"978-3\"", "\"READ\"")
    }

    @Test
    fun stream_givesDataClasses() {
        val people = (1..300).map { Person("p%03d@example.org".format(it), "Person $it") }
        storage.saveAll(people)

        storage.stream(Person::class.java).use { assertThat(it.toList()).isEqualTo(people) }
    }

    @Test
    fun classWithoutId_isRefusedByName() {
        class Local(val text: String)

        assertThatThrownBy { storage.save(Local("x")) }
            .isInstanceOf(MappingException::class.java)
            .hasMessageContaining("Local")
    }
}
