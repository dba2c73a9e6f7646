package compat.languages

import io.sepia.model.ObjectId
import io.sepia.model.Ref
import io.sepia.model.Stored
import io.sepia.model.Version
import java.time.Instant
import java.util.UUID

/** A typical data class: immutable, with default values and nullable properties. */
@Stored
data class Notebook(
    @ObjectId val id: String? = null,
    val title: String,
    val owner: Person,
    val tags: Set<String> = emptySet(),
    val pages: List<Page> = emptyList(),
    val openedAt: Instant? = null,
    @Version val version: Long = 0,
)

/** Embedded: not a stored object of its own. */
data class Page(val number: Int, val text: String = "", val margin: Margin? = null)

/** Embedded one level deeper. */
data class Margin(val left: Double, val notes: List<String> = listOf())

/** Referred to by [Notebook]. */
@Stored("person")
data class Person(@ObjectId val email: String, val name: String)

/** References in every kind of collection, and one that is loaded lazily. */
@Stored
data class Shelf(
    @field:ObjectId val id: String? = null,
    val keeper: Person? = null,
    val newest: List<Notebook> = emptyList(),
    val readers: Set<Person> = emptySet(),
    val byTopic: Map<String, Notebook> = emptyMap(),
    val next: Ref<Shelf>? = null,
    @field:Version var version: Long? = null,
)

/** Annotated on its getters, with an id of type UUID. */
@Stored
data class Ticket(@get:ObjectId val number: UUID? = null, val text: String, @get:Version val revision: Int = 0)

/** A class without default values: each property must be given or read from the store. */
data class Reading(@param:ObjectId val sensor: Long, val value: Double, val unit: String?, @param:Version val version: Long)

/** A class with mutable properties, which are set after construction, so that cycles are possible. */
@Stored
class Station {
    @ObjectId
    var code: String? = null
    lateinit var name: String
    var next: Station? = null
    val lines: MutableSet<Int> = sortedSetOf()

    @Version
    var version: Long = 0

    @Transient
    var visits: Int = 0

    val label: String by lazy { "$code $name" }
}

/** Embedded values of a sealed hierarchy. */
data class Drawing(@ObjectId val id: String? = null, val shapes: List<Figure>)

sealed interface Figure

data class Circle(val radius: Double) : Figure

data class Rectangle(val width: Double, val height: Double = width) : Figure

data object Nothing : Figure

/** A sealed hierarchy of stored objects. */
@Stored
sealed interface Asset {
    val id: String?
}

data class Machine(@ObjectId override val id: String? = null, val power: Int) : Asset

data class Building(@ObjectId override val id: String? = null, val street: String, @Version val version: Long = 0) : Asset

@Stored
data class Estate(@ObjectId val id: String? = null, val assets: List<Asset>, val main: Asset? = null)
/** A value class: written as its value, and without cost at run time. */
@JvmInline
value class Isbn(val text: String)

data class Book(@ObjectId val id: String? = null, val isbn: Isbn, val status: Status = Status.NEW)

enum class Status { NEW, READ }
