package compat.languages

import io.sepia.Condition
import io.sepia.Field
import io.sepia.ObjectQuery
import io.sepia.Storage
import io.sepia.StorageOperations
import io.sepia.error.ConfigurationException
import io.sepia.model.ObjectId
import io.sepia.model.Stored
import io.sepia.model.Version
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path
import kotlin.reflect.KProperty1
import kotlin.time.Duration
import kotlin.time.Duration.Companion.minutes

// GuidesTest of the library expects the code of docs/kotlin.md in this file.

@Stored
data class Note(
    @ObjectId val id: String? = null,
    val title: String,
    val tags: List<String> = emptyList(),
    val reading: Duration = 5.minutes,
    @Version val version: Long = 0,
)

inline fun <reified T : Any> StorageOperations.load(id: Any): T = load(T::class.java, id)

inline fun <reified T : Any> StorageOperations.find(id: Any): T? = find(T::class.java, id).orElse(null)

inline fun <reified T : Any> StorageOperations.query(where: () -> Condition): ObjectQuery<T> =
    query(T::class.java).where(where())

infix fun KProperty1<*, Any?>.eq(value: Any?): Condition = Field.field(name).eq(value)

interface Notes {
    fun save(note: Note): Note

    fun findByTitle(title: String): Note?

    fun findByTagsContaining(tag: String): List<Note>

    fun engines(): List<Note> = findByTagsContaining("engine")
}

interface ByCode {
    fun findByIsbn(isbn: Isbn): List<Note>
}

interface Suspending {
    fun save(note: Note): Note

    suspend fun findByTitle(title: String): Note?
}

class KotlinGuideTest {
    @Test
    fun codeOfTheGuide_runs(@TempDir folder: Path) {
        val path = folder.resolve("app_data.db")
        val storage = Storage.open(path)
        storage.use {
            val note = storage.save(Note(title = "Engine", tags = listOf("engine")))
            val same = storage.load<Note>(note.id!!)
            val longer = storage.save(same.copy(reading = 10.minutes))
            val engines = storage.query<Note> { Note::title eq "Engine" }.list()

            val notes = storage.repository(Notes::class.java)
            check(notes.findByTitle("Engine") == longer && notes.findByTitle("none") == null)

            assertThat(same).isEqualTo(note)
            assertThat(engines).containsExactly(longer)
            assertThat(notes.engines()).containsExactly(longer)
            assertThat(storage.find<Note>("none")).isNull()
        }
    }

    @Test
    fun repositoryMethodsThatJavaDoesNotShow_areRefused() {
        Storage.open("memory", mapOf<String, Any>()).use {
            assertThatThrownBy { it.repository(ByCode::class.java) }
                .isInstanceOf(ConfigurationException::class.java)
                .hasMessageContaining("value class")
            assertThatThrownBy { it.repository(Suspending::class.java) }
                .isInstanceOf(ConfigurationException::class.java)
                .hasMessageContaining("suspend")
        }
    }
}
