package compat.languages

import com.fasterxml.jackson.databind.ObjectMapper
import io.sepia.`object`.ObjectId
import io.sepia.`object`.Version
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/** Data classes need nothing but Kotlin's Jackson module, which is found on the class path. */
class KotlinTest {
    private val mapper = ObjectMapper().findAndRegisterModules()

    @Test
    fun dataClass_survivesJson() {
        val notebook =
            Notebook("n1", "Engine", Person("ada@example.org", "Ada"), setOf("maths"), listOf(Page(1, "weaves")), version = 3)

        val json = mapper.writeValueAsString(notebook)

        assertThat(mapper.readValue(json, Notebook::class.java)).isEqualTo(notebook)
    }

    @Test
    fun absentProperties_getDefaultValues() {
        val json = """{"title":"Engine","owner":{"email":"ada@example.org","name":"Ada"}}"""

        assertThat(mapper.readValue(json, Notebook::class.java))
            .isEqualTo(Notebook(title = "Engine", owner = Person("ada@example.org", "Ada")))
    }

    @Test
    fun annotationsOfConstructorProperties_areSeenOnParametersOrFields() {
        fun seen(property: String, annotation: Class<out Annotation>): Boolean =
            Notebook::class.java.getDeclaredField(property).isAnnotationPresent(annotation) ||
                Notebook::class.java.constructors.flatMap { it.parameters.toList() }
                    .any { it.name == property && it.isAnnotationPresent(annotation) }

        assertThat(seen("id", ObjectId::class.java)).isTrue()
        assertThat(seen("version", Version::class.java)).isTrue()
    }
}
