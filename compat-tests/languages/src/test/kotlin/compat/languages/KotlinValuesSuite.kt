package compat.languages

import io.sepia.Field.field
import io.sepia.Field.value
import io.sepia.Storage
import io.sepia.error.DocumentFormatException
import io.sepia.error.MappingException
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.net.URL
import java.nio.file.Path
import java.util.Collections
import java.util.Enumeration
import kotlin.time.Duration
import kotlin.time.Duration.Companion.days
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.nanoseconds

class KotlinValuesOnSqliteTest : KotlinValuesSuite() {
    @TempDir
    lateinit var folder: Path

    override fun openEmpty(): Storage = Storage.open(folder.resolve("app_data.db"))
}

class KotlinValuesInMemoryTest : KotlinValuesSuite() {
    override fun openEmpty(): Storage = Storage.open("memory", mapOf<String, Any>())
}

/** Values of the kinds that only Kotlin has. */
abstract class KotlinValuesSuite {
    private lateinit var storage: Storage

    abstract fun openEmpty(): Storage

    @BeforeEach
    fun open() {
        storage = openEmpty()
    }

    @AfterEach
    fun close() = storage.close()

    private inline fun <reified T : Any> load(id: Any): T = storage.load(T::class.java, id)

    private fun content(className: String, id: Any) = storage.documents(className).load(id.toString()).content()

    private inline fun <reified T : Any> assertRefused(content: String, vararg words: String) {
        val className = T::class.simpleName!!
        storage.documents(className).save("refused", content)
        assertThatThrownBy { load<T>("refused") }
            .isInstanceOf(DocumentFormatException::class.java)
            .hasMessageContainingAll(*words)
    }

    @Test
    fun valueClasses_comeBackAndAreWrittenAsTheirValue() {
        val order = Order(
            id = OrderId("o1"),
            code = Code("a"),
            former = Code("b"),
            price = Cents(5),
            discount = Cents(1),
            codes = listOf(Code("c")),
            gaps = listOf(null, Code("d")),
            prices = mapOf("x" to Cents(7)),
            pair = Code("e") to Cents(8),
        )
        storage.save(order)
        val sparse = storage.save(Order(code = Code("a"), price = Cents(0)))

        assertThat(load<Order>("o1")).isEqualTo(order)
        assertThat(load<Order>(OrderId("o1"))).isEqualTo(order)
        assertThat(load<Order>(sparse.id!!)).isEqualTo(sparse)
        assertThat(content("Order", "o1")).contains("\"code\":\"a\"", "\"price\":5", "\"prices\":{\"x\":7}")
    }

    @Test
    fun valueClasses_areComparedInQueriesAsInstancesOrValues() {
        storage.save(Order(OrderId("o1"), Code("a"), former = Code("z"), price = Cents(5), codes = listOf(Code("c"))))
        storage.save(Order(OrderId("o2"), Code("b"), price = Cents(9)))
        val orders = storage.query(Order::class.java)

        assertThat(orders.where(field("code").eq(Code("a"))).ids()).containsExactly("o1")
        assertThat(orders.where(field("code").eq("b")).ids()).containsExactly("o2")
        assertThat(orders.where(field("former").eq(Code("z"))).ids()).containsExactly("o1")
        assertThat(orders.where(field("price").gt(Cents(5))).ids()).containsExactly("o2")
        assertThat(orders.where(field("codes").any(value().eq(Code("c")))).ids()).containsExactly("o1")
        assertThat(orders.orderBy(field("price").descending()).ids()).containsExactly("o2", "o1")
    }

    @Test
    fun load_valueThatTheClassRefuses_isRefused() {
        assertRefused<Order>("""{"code":"","price":1}""", "property code")
        assertRefused<Order>("""{"code":null,"price":1}""", "property code", "not nullable")
        assertRefused<Order>("""{"price":1}""", "property code", "not nullable")
        assertRefused<Order>("""{"code":"a","price":1,"codes":[null]}""", "property codes[0]", "null")
    }

    @Test
    fun unsignedNumbers_comeBackAndAreWrittenAsTheyAre() {
        storage.save(Unsigned("small"))
        val most = Unsigned(
            "most",
            UByte.MAX_VALUE,
            UShort.MAX_VALUE,
            UInt.MAX_VALUE,
            ULong.MAX_VALUE,
            UInt.MAX_VALUE,
            listOf(ULong.MAX_VALUE),
            UInt.MAX_VALUE,
        )
        storage.save(most)

        assertThat(load<Unsigned>("most")).isEqualTo(most)
        assertThat(load<Unsigned>("small")).isEqualTo(Unsigned("small"))
        assertThat(content("Unsigned", "most"))
            .contains("\"int\":4294967295", "\"long\":18446744073709551615", "\"hidden\":4294967295")
        assertThat(storage.query(Unsigned::class.java).where(field("int").gt(5u)).ids()).containsExactly("most")
        assertThat(storage.query(Unsigned::class.java).where(field("long").eq(ULong.MAX_VALUE)).ids())
            .containsExactly("most")
    }

    @Test
    fun load_numberThatIsNotUnsigned_isRefused() {
        assertRefused<Unsigned>("""{"int":-1}""", "property int", "from 0 to 4294967295 (UInt)")
        assertRefused<Unsigned>("""{"byte":256}""", "property byte", "from 0 to 255")
        assertRefused<Unsigned>("""{"long":18446744073709551616}""", "property long")
        assertRefused<Unsigned>("""{"short":1.5}""", "property short")
        assertRefused<Unsigned>("""{"int":"1"}""", "property int")
        assertRefused<Unsigned>("""{"list":[-1]}""", "property list[0]")
    }

    @Test
    fun durations_comeBackAndAreWrittenInIso8601() {
        val timer = Timer("t1", 90.minutes, 3.nanoseconds, listOf(Duration.INFINITE, (-2).hours, 200_000.days))
        storage.save(timer)
        storage.save(Timer("t2"))

        assertThat(load<Timer>("t1")).isEqualTo(timer)
        assertThat(load<Timer>("t2")).isEqualTo(Timer("t2"))
        assertThat(content("Timer", "t1")).contains("\"length\":\"PT1H30M\"")
        assertThat(storage.query(Timer::class.java).where(field("length").gt(6.minutes)).ids()).containsExactly("t1")
        assertThat(storage.query(Timer::class.java).orderBy("length").ids()).containsExactly("t2", "t1")
        assertRefused<Timer>("""{"length":5}""", "property length")
    }

    @Test
    fun objects_comeBackAsTheirOnlyInstance() {
        val canvas = Canvas(
            id = "c1",
            shape = Shape.Dot,
            shapes = listOf(Shape.Void, Shape.Square(1.0), Shape.Dot),
            byName = mapOf("void" to Shape.Void),
        )
        storage.save(canvas)
        storage.save(Canvas("c2", Shape.Square(2.0), outcome = Outcome.Found(Code("x"))))

        val loaded = load<Canvas>("c1")

        assertThat(loaded).isEqualTo(canvas)
        assertThat(loaded.shape).isSameAs(Shape.Dot)
        assertThat(loaded.shapes[0]).isSameAs(Shape.Void)
        assertThat(loaded.byName["void"]).isSameAs(Shape.Void)
        assertThat(loaded.void).isSameAs(Shape.Void)
        assertThat(loaded.outcome).isSameAs(Outcome.Pending)
        assertThat(load<Canvas>("c2").outcome).isEqualTo(Outcome.Found(Code("x")))
    }

    @Test
    fun load_nullInPropertyThatIsNotNullable_isRefused() {
        assertRefused<Strict>("""{"name":null}""", "property name", "null")
        assertRefused<Strict>("""{"title":null}""", "property title", "null")
        assertRefused<Strict>("""{"code":null}""", "property code", "null")
        assertRefused<Strict>("""{"names":null}""", "property names", "not nullable")
        assertRefused<Strict>("""{"names":["a",null]}""", "property names[1]", "null")
        assertRefused<Strict>("""{"counts":{"a":null}}""", "property counts", "null")
        storage.documents("Strict").save("kept", """{"name":"a","note":null}""")

        val kept = load<Strict>("kept")

        assertThat(kept.note).isNull()
        assertThat(kept.title).isEqualTo("untitled")
    }

    @Test
    fun save_lateinitPropertyWithoutValue_isRefused() {
        assertThatThrownBy { storage.save(Strict("s1")) }
            .isInstanceOf(DocumentFormatException::class.java)
            .hasMessageContaining("property name")
    }

    @Test
    fun defaults_areComputedFromOtherProperties() {
        storage.save(Plan.week())
        storage.documents("plan").save("p3", """{"days":3}""")
        val short = storage.save(Plan(2.toShort()))

        assertThat(load<Plan>("p3")).isEqualTo(Plan("p3", 3))
        assertThat(load<Plan>(short.id!!).hours).isEqualTo(48)
        assertThat(storage.query(Plan::class.java).where(field("isOpen").eq(true)).count()).isEqualTo(2)
    }

    @Test
    fun privateConstructor_isUsed() {
        val token = storage.save(Token.of("secret"))

        assertThat(load<Token>(token.id!!).text).isEqualTo("secret")
    }

    @Test
    fun delegatedProperties_areWrittenAsTheirValues() {
        val saved = Delegating("d1", Title("Engine")).also {
            it.text = "second"
            it.isDone = true
            it.number = 7
        }
        storage.save(saved)

        val loaded = load<Delegating>("d1")

        assertThat(loaded.title).isEqualTo("Engine")
        assertThat(loaded.text).isEqualTo("second")
        assertThat(loaded.isDone).isTrue()
        assertThat(loaded.number).isEqualTo(7)
        assertThat(loaded.length).isEqualTo(6)
        assertThat(content("Delegating", "d1")).contains("\"text\":\"second\"").doesNotContain("delegate", "length")
    }

    @Test
    fun storeWithoutJacksonsModule_namesTheDependency() {
        val thread = Thread.currentThread()
        val loader = thread.contextClassLoader
        thread.contextClassLoader = WithoutModules(loader)
        try {
            Storage.open("memory", mapOf<String, Any>()).use {
                assertThatThrownBy { it.save(Person("ada@example.org", "Ada")) }
                    .isInstanceOf(MappingException::class.java)
                    .hasMessageContainingAll("Person", "Kotlin", "com.fasterxml.jackson.module:jackson-module-kotlin")
            }
        } finally {
            thread.contextClassLoader = loader
        }
    }

    /** The class path of an application without Jackson's module for Kotlin. */
    private class WithoutModules(parent: ClassLoader) : ClassLoader(parent) {
        override fun getResources(name: String): Enumeration<URL> =
            if (name.endsWith("databind.Module")) Collections.emptyEnumeration() else super.getResources(name)
    }
}
