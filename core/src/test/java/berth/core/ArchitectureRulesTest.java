package berth.core;

import static com.tngtech.archunit.base.DescribedPredicate.or;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;

/// The core decides and touches nothing: no file, no socket, no thread, no library.
final class ArchitectureRulesTest {
    private static final JavaClasses CORE =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("berth.core");

    /// Packages that hold values and algorithms only.
    private static final String[] PURE = {
        "berth.core..",
        "java.lang..",
        "java.math",
        "java.nio.charset",
        "java.security..",
        "java.time..",
        "java.util..",
        "javax.crypto..",
        "javax.security.auth.x500",
        "org.jspecify.."
    };

    /// Values from packages that are not pure as a whole, and what parsing bytes in memory throws.
    private static final Class<?>[] PURE_TYPES = {
        URI.class,
        URISyntaxException.class,
        ByteBuffer.class,
        CharBuffer.class,
        ByteArrayInputStream.class,
        InputStream.class,
        IOException.class
    };

    @Test
    void coreIsPure() {
        classes()
                .should()
                .onlyDependOnClassesThat(or(resideInAnyPackage(PURE), belongToAnyOf(PURE_TYPES)))
                .allowEmptyShould(true)
                .check(CORE);
    }
}
