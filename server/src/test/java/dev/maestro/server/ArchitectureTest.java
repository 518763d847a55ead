package dev.maestro.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.corundumstudio.socketio.MultiTypeArgs;
import com.corundumstudio.socketio.listener.ClientListeners;
import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** Holds the directions of docs/architecture.md. */
@AnalyzeClasses(packages = "dev.maestro", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String NETTY = "io.netty..";
    private static final String NETTY_SOCKETIO = "com.corundumstudio..";
    private static final String JAVALIN = "io.javalin..";
    private static final String JETTY = "org.eclipse.jetty..";
    private static final String BUCKET4J = "io.github.bucket4j..";
    private static final String JDBC = "java.sql..";
    private static final String SQLITE = "org.sqlite..";
    private static final String JEDIS = "redis.clients..";

    @ArchTest
    static final ArchRule packagesHaveNoCycle =
            slices().matching("dev.maestro.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule protocolKnowsNothingOfTheServer = noClasses()
            .that()
            .resideInAPackage("dev.maestro.protocol..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.maestro.server..", NETTY, NETTY_SOCKETIO, JAVALIN, JDBC, "java.io.File..");

    @ArchTest
    static final ArchRule domainKnowsNoTransport = noClasses()
            .that()
            .resideInAPackage("dev.maestro.server.domain..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    NETTY,
                    NETTY_SOCKETIO,
                    JAVALIN,
                    JETTY,
                    JDBC,
                    "dev.maestro.server.backend.embedded..",
                    "dev.maestro.server.backend.redis..",
                    "dev.maestro.server.auth..",
                    "dev.maestro.server.rest..",
                    "dev.maestro.server.edge..",
                    "dev.maestro.server.socketio..",
                    "dev.maestro.server.namespace..",
                    "dev.maestro.server.rawsocket..",
                    "dev.maestro.server.broadcast..");

    @ArchTest
    static final ArchRule jdbcOnlyInTheEmbeddedBackend = noClasses()
            .that()
            .resideOutsideOfPackage("dev.maestro.server.backend.embedded..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(JDBC, SQLITE);

    @ArchTest
    static final ArchRule jedisOnlyInTheRedisBackend = noClasses()
            .that()
            .resideOutsideOfPackage("dev.maestro.server.backend.redis..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(JEDIS);

    @ArchTest
    static final ArchRule javalinOnlyInRest = noClasses()
            .that()
            .resideOutsideOfPackage("dev.maestro.server.rest..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(JAVALIN, JETTY);

    @ArchTest
    static final ArchRule nettyOnlyWhereBytesAre = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.maestro.server.socketio..",
                    "dev.maestro.server.rawsocket..",
                    "dev.maestro.server.edge..",
                    "dev.maestro.server.bench..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(NETTY);

    @ArchTest
    static final ArchRule nettySocketioOnlyInItsAdapterAndTheNamespaces = noClasses()
            .that()
            .resideOutsideOfPackages("dev.maestro.server.socketio.adapter..", "dev.maestro.server.namespace..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(NETTY_SOCKETIO);

    @ArchTest
    static final ArchRule tokensAreTakenApartInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackage("dev.maestro.server.auth.token..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.nimbusds..");

    @ArchTest
    static final ArchRule bucket4jOnlyInLimit = noClasses()
            .that()
            .resideOutsideOfPackage("dev.maestro.server.limit..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(BUCKET4J);

    @ArchTest
    static final ArchRule limitKnowsNobody = noClasses()
            .that()
            .resideInAPackage("dev.maestro.server.limit..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.maestro..")
                    .and(not(resideInAnyPackage("dev.maestro.server.limit..", "dev.maestro.protocol.error.."))));

    @ArchTest
    static final ArchRule terminalKnowsNoSocket = noClasses()
            .that()
            .resideInAPackage("dev.maestro.server.terminal..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.maestro.server..")
                    .and(not(resideInAnyPackage("dev.maestro.server.terminal..", "dev.maestro.server.screen.."))));

    @ArchTest
    static final ArchRule nodesKnowNeitherWhatTheyCarryNorWhatCarriesThem = noClasses()
            .that()
            .resideInAPackage("dev.maestro.server.cluster")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.maestro.server..")
                    .and(not(resideInAnyPackage("dev.maestro.server.cluster", "dev.maestro.server.backend"))));

    @ArchTest
    static final ArchRule terminalsOfNodesKnowNoSocket = noClasses()
            .that()
            .resideInAPackage("dev.maestro.server.cluster.terminal..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.maestro.server..")
                    .and(not(resideInAnyPackage(
                            "dev.maestro.server.cluster..",
                            "dev.maestro.server.backend",
                            "dev.maestro.server.terminal"))));

    @ArchTest
    static final ArchRule thePortalKnowsNoSocket = noClasses()
            .that()
            .resideInAPackage("dev.maestro.server.portal..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.maestro.server..")
                    .and(not(resideInAnyPackage(
                            "dev.maestro.server.portal..",
                            "dev.maestro.server.backend",
                            "dev.maestro.server.cluster",
                            "dev.maestro.server.domain.."))));

    @ArchTest
    static final ArchRule schemasKnowNeitherRoutesNorEvents = noClasses()
            .that()
            .resideInAPackage("dev.maestro.server.schema")
            .should()
            .dependOnClassesThat(
                    resideInAPackage("dev.maestro.server..").and(not(resideInAPackage("dev.maestro.server.schema"))));

    @ArchTest
    static final ArchRule whatDescribesRoutesKnowsNone = noClasses()
            .that()
            .resideInAPackage("dev.maestro.server.schema.openapi..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.maestro.server..")
                    .and(not(resideInAnyPackage(
                            "dev.maestro.server.schema",
                            "dev.maestro.server.schema.openapi..",
                            "dev.maestro.server.backend",
                            "dev.maestro.server.domain"))));

    @ArchTest
    static final ArchRule whatDescribesEventsKnowsNoSocket = noClasses()
            .that()
            .resideInAPackage("dev.maestro.server.schema.asyncapi..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.maestro.server..")
                    .and(not(resideInAnyPackage(
                            "dev.maestro.server.schema",
                            "dev.maestro.server.schema.asyncapi..",
                            "dev.maestro.server.namespace.event",
                            "dev.maestro.server.auth",
                            "dev.maestro.server.terminal"))));

    @ArchTest
    static final ArchRule sequencesStandAlone = noClasses()
            .that()
            .resideInAPackage("dev.maestro.server.terminal.sequence..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.maestro..")
                    .and(not(resideInAPackage("dev.maestro.server.terminal.sequence.."))));

    @ArchTest
    static final ArchRule terminalsOfThisMachineInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackage("dev.maestro.server.agent.tty..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.pty4j..", "org.jline..", "com.sun.jna..");

    @ArchTest
    static final ArchRule theMachineIsMeasuredInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackage("dev.maestro.server.measure..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("oshi..");

    @ArchTest
    static final ArchRule measuringKnowsNobody = noClasses()
            .that()
            .resideInAPackage("dev.maestro.server.measure..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.maestro.server..")
                    .and(not(resideInAnyPackage("dev.maestro.server.measure..", "dev.maestro.server.backend"))));

    @ArchTest
    static final ArchRule meterLibrariesInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackage("dev.maestro.server.metrics..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.micrometer..", "io.prometheus..");

    @ArchTest
    static final ArchRule metersKnowNoPartOfTheHub = noClasses()
            .that()
            .resideInAPackage("dev.maestro.server.metrics..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.maestro..")
                    .and(not(resideInAnyPackage("dev.maestro.server.metrics..", "dev.maestro.server.measure.."))));

    @ArchTest
    static final ArchRule howItIsLoggedInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackage("dev.maestro.server.log..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.slf4j.simple..");

    @ArchTest
    static final ArchRule theAgentIsAClient = noClasses()
            .that()
            .resideInAPackage("dev.maestro.server.agent..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.maestro.server..")
                    .and(not(resideInAnyPackage("dev.maestro.server.agent..", "dev.maestro.server.screen.."))));

    @ArchTest
    static final ArchRule nobodyButTheRootKnowsTheAgent = noClasses()
            .that()
            .resideInAPackage("dev.maestro.server.*..")
            .and()
            .resideOutsideOfPackage("dev.maestro.server.agent..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.maestro.server.agent..");

    /** What measures the hub must not be made of it. */
    @ArchTest
    static final ArchRule theBenchIsAClient = noClasses()
            .that()
            .resideInAPackage("dev.maestro.server.bench..")
            .should()
            .dependOnClassesThat(
                    resideInAPackage("dev.maestro.server..").and(not(resideInAPackage("dev.maestro.server.bench.."))));

    @ArchTest
    static final ArchRule nobodyButTheRootKnowsTheBench = noClasses()
            .that()
            .resideInAPackage("dev.maestro.server.*..")
            .and()
            .resideOutsideOfPackage("dev.maestro.server.bench..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.maestro.server.bench..");

    @ArchTest
    static final ArchRule verbsAreAClient = noClasses()
            .that()
            .resideInAPackage("dev.maestro.server.command..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.maestro.server..")
                    .and(not(resideInAnyPackage("dev.maestro.server.command..", "dev.maestro.server.screen.."))));

    @ArchTest
    static final ArchRule nobodyButTheRootKnowsVerbsOrTheDoctor = noClasses()
            .that()
            .resideInAPackage("dev.maestro.server.*..")
            .and()
            .resideOutsideOfPackages("dev.maestro.server.command..", "dev.maestro.server.doctor..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.maestro.server.command..", "dev.maestro.server.doctor..");

    @ArchTest
    static final ArchRule nothingImportsTheRoot = noClasses()
            .that()
            .resideInAPackage("dev.maestro.server.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.maestro.server");

    @ArchTest
    static final ArchRule environmentIsReadInConfigOnly = noClasses()
            .that()
            .resideOutsideOfPackages("dev.maestro.server.config..", "dev.maestro.server")
            .should()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class);

    @ArchTest
    static final ArchRule timeComesFromTheClock = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethodWhere(clockMadeOutsideTheRoot());

    /** An event is rendered when it happens and when it is replayed, and must be the same. */
    @ArchTest
    static final ArchRule renderingTouchesNoClock = noClasses()
            .that()
            .resideInAnyPackage("dev.maestro.server.broadcast..", "dev.maestro.protocol..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class);

    /** What a client sends comes in one way, which reads it into a record before anybody else sees it. */
    @ArchTest
    static final ArchRule clientEventsComeInOneWay = noClasses()
            .that()
            .resideOutsideOfPackages("dev.maestro.server.namespace.event..", "dev.maestro.server.socketio.adapter..")
            .should()
            .callMethodWhere(listenerOfEventsAdded());

    @ArchTest
    static final ArchRule noNamespaceTakesJson = noCodeUnits()
            .that()
            .areDeclaredInClassesThat()
            .resideInAPackage("dev.maestro.server.namespace")
            .should()
            .haveRawParameterTypes(anyJson());

    private static DescribedPredicate<JavaAccess<?>> listenerOfEventsAdded() {
        return new DescribedPredicate<>("a listener of client events is added") {
            @Override
            public boolean test(JavaAccess<?> access) {
                String name = access.getName();
                return access.getTargetOwner().isAssignableTo(ClientListeners.class)
                        && (name.contains("Event") && !name.startsWith("remove") || name.equals("addListeners"));
            }
        };
    }

    private static DescribedPredicate<List<JavaClass>> anyJson() {
        return new DescribedPredicate<>("JSON that nobody read") {
            @Override
            public boolean test(List<JavaClass> types) {
                return types.stream()
                        .anyMatch(type ->
                                type.isAssignableTo(JsonNode.class) || type.isAssignableTo(MultiTypeArgs.class));
            }
        };
    }

    /** Only the root makes the system clock; everybody else is given it. */
    private static DescribedPredicate<JavaAccess<?>> clockMadeOutsideTheRoot() {
        return new DescribedPredicate<>("the system clock is made outside the root package") {
            @Override
            public boolean test(JavaAccess<?> access) {
                return access.getTargetOwner().isEquivalentTo(Clock.class)
                        && access.getName().startsWith("system")
                        && !access.getOriginOwner().getPackageName().equals("dev.maestro.server");
            }
        };
    }

    /** Holds the tests themselves. */
    @AnalyzeClasses(packages = "dev.maestro", importOptions = ImportOption.OnlyIncludeTests.class)
    static class OfTests {
        @ArchTest
        static final ArchRule noTestSleeps = noClasses().should().callMethod(Thread.class, "sleep", long.class);

        @ArchTest
        static final ArchRule everyTestMethodIsRun = methods()
                .that()
                .areNotPrivate()
                .and()
                .areNotStatic()
                .and()
                .haveRawReturnType(void.class)
                .and()
                .areDeclaredInClassesThat()
                .haveSimpleNameEndingWith("Test")
                .should(carryAnAnnotationOfJunit());

        private static ArchCondition<JavaMethod> carryAnAnnotationOfJunit() {
            return new ArchCondition<>("carry an annotation of JUnit") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                    boolean run = method.getAnnotations().stream()
                            .anyMatch(a -> a.getRawType().getPackageName().startsWith("org.junit.jupiter"));
                    if (!run) {
                        events.add(SimpleConditionEvent.violated(method, method.getFullName() + " is never run"));
                    }
                }
            };
        }
    }
}
