package compat.languages

import io.sepia.model.ObjectId
import io.sepia.model.Stored
import kotlin.properties.Delegates
import kotlin.time.Duration
import kotlin.time.Duration.Companion.minutes

@JvmInline
value class Code(val text: String) {
    init {
        require(text.isNotEmpty())
    }
}

@JvmInline
value class Cents(val amount: Long)

@JvmInline
value class OrderId(val text: String)

/** Value classes as properties, elements, type arguments and ids. */
data class Order(
    @ObjectId val id: OrderId? = null,
    val code: Code,
    val former: Code? = null,
    val price: Cents,
    val discount: Cents? = null,
    val codes: List<Code> = emptyList(),
    val gaps: List<Code?> = emptyList(),
    val prices: Map<String, Cents> = emptyMap(),
    val pair: Pair<Code, Cents>? = null,
    private val secret: Cents = Cents(1),
)

data class Unsigned(
    @ObjectId val id: String? = null,
    val byte: UByte = 0u,
    val short: UShort = 0u,
    val int: UInt = 3u,
    val long: ULong = 0u,
    val maybe: UInt? = null,
    val list: List<ULong> = emptyList(),
    private val hidden: UInt = 3u,
)

data class Timer(
    @ObjectId val id: String? = null,
    val length: Duration = 5.minutes,
    val pause: Duration? = null,
    val laps: List<Duration> = emptyList(),
)

sealed interface Shape {
    data class Square(val side: Double) : Shape

    data object Dot : Shape

    object Void : Shape
}

sealed class Outcome<out T>(val label: String) {
    data class Found<T>(val value: T) : Outcome<T>("found")

    data object Pending : Outcome<kotlin.Nothing>("pending")
}

data class Canvas(
    @ObjectId val id: String? = null,
    val shape: Shape,
    val shapes: List<Shape> = emptyList(),
    val byName: Map<String, Shape> = emptyMap(),
    val void: Shape.Void = Shape.Void,
    val outcome: Outcome<Code> = Outcome.Pending,
)

/** Properties that are not nullable, in the constructor and outside of it. */
class Strict(@ObjectId val id: String? = null, val names: List<String> = listOf(), val counts: Map<String, Int> = mapOf()) {
    lateinit var name: String
    var title: String = "untitled"
    var code: Code = Code("none")
    var note: String? = "some"
}

/** Defaults that depend on each other, a companion, and several constructors. */
@Stored("plan")
data class Plan @JvmOverloads constructor(
    @ObjectId val id: String? = null,
    val days: Int = 1,
    val hours: Int = days * 24,
    val names: List<String> = List(days) { "day $it" },
    val isOpen: Boolean = true,
) {
    constructor(days: Short) : this(days = days.toInt())

    companion object {
        const val LIMIT = 7

        @JvmStatic
        fun week() = Plan(days = LIMIT)
    }
}

/** Created by its companion only. */
class Token private constructor(@ObjectId val id: String?, val text: String) {
    companion object {
        fun of(text: String) = Token(null, text)
    }
}

interface Titled {
    val title: String
}

data class Title(override val title: String) : Titled

/** Delegates: of a property, of a class, and a value that is computed once. */
class Delegating(@ObjectId var id: String? = null, private val name: Title = Title("none")) : Titled by name {
    var text: String by Delegates.observable("first") { _, _, _ -> }
    var isDone: Boolean by Delegates.vetoable(false) { _, _, _ -> true }
    var number: Int by Delegates.notNull()
    val length by lazy { text.length }
}
