package berth.system;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;

import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;

/// The walls that the poms cannot draw, over every room that is shipped.
final class ArchitectureRulesTest {
    private static final JavaClasses HOUSE =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("berth");

    @Test
    void endpointsAreStrangers() {
        slices().matching("berth.endpoint.device.(*)..")
                .should()
                .notDependOnEachOther()
                .allowEmptyShould(true)
                .check(HOUSE);
    }

    @Test
    void connectorsAreStrangers() {
        slices().matching("berth.connector.(*)..")
                .should()
                .notDependOnEachOther()
                // The guarded client is there for all of them.
                .ignoreDependency(alwaysTrue(), resideInAPackage("berth.connector.guard.."))
                .allowEmptyShould(true)
                .check(HOUSE);
    }

    @Test
    void nobodyUsesJavaSerialization() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(ObjectInputStream.class, ObjectOutputStream.class)
                .allowEmptyShould(true)
                .check(HOUSE);
    }

    @Test
    void onlyNetKnowsTheNetworkLibrary() {
        noClasses()
                .that()
                .resideOutsideOfPackages("berth.net..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty..")
                .allowEmptyShould(true)
                .check(HOUSE);
    }

    /// The simulated fleet and the test client are the other end of the line.
    @Test
    void onlyTheAmqpSessionKnowsItsEngine() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "berth.net.amqp..", "berth.cli.fleet.amqp..", "berth.testkit.amqp..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.qpid..")
                .allowEmptyShould(true)
                .check(HOUSE);
    }

    @Test
    void onlyItsConnectorKnowsKafka() {
        noClasses()
                .that()
                .resideOutsideOfPackages("berth.connector.kafka..", "berth.testkit.kafka..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "kafka..")
                .allowEmptyShould(true)
                .check(HOUSE);
    }

    @Test
    void protocolsOfTheHubAreStrangers() {
        stranger("berth.hub.mqtt..", "berth.hub.amqp..", "berth.hub.https..");
        stranger("berth.hub.amqp..", "berth.hub.mqtt..", "berth.hub.https..");
        stranger("berth.hub.https..", "berth.hub.mqtt..", "berth.hub.amqp..");
    }

    private static void stranger(String protocol, String... others) {
        noClasses()
                .that()
                .resideInAPackage(protocol)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(HOUSE);
    }

    @Test
    void onlyTheStoreKnowsJdbc() {
        noClasses()
                .that()
                .resideOutsideOfPackages("berth.store..", "berth.testkit..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.sql..",
                        "javax.sql..",
                        "com.zaxxer..",
                        "org.postgresql..",
                        "org.sqlite..")
                .allowEmptyShould(true)
                .check(HOUSE);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Manager|Helper|Util|Utils|Impl)")
                .orShould()
                .haveSimpleNameStartingWith("Abstract")
                .allowEmptyShould(true)
                .check(HOUSE);
    }
}
