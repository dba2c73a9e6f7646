package compat.languages

import io.sepia.`object`.ObjectId
import io.sepia.`object`.Stored
import io.sepia.`object`.Version
import java.time.Instant

/** A data class as applications write them: immutable, with default values and nullable properties. */
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
data class Page(val number: Int, val text: String = "")

/** Referred to by [Notebook]. */
@Stored("person")
data class Person(@ObjectId val email: String, val name: String)
