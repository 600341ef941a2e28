package io.github.zuoraregenerate;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import io.github.zuoraregenerate.error.ReasonCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The walls between the packages: who may know whom, and why. */
class ArchitectureTest {

    private static final String ROOT = "io.github.zuoraregenerate";

    /** Ours and generated, without tests. */
    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    private static String in(String name) {
        return ROOT + "." + name;
    }

    private static String under(String name) {
        return ROOT + "." + name + "..";
    }

    private static final String[] API = {
        ROOT, in("error"), in("limits"), in("retry"), in("transport"), in("backfill"), in("metrics"), in("constraint")
    };

    private static final String[] FEIGN_AND_JACKSON = {"feign..", "com.fasterxml.jackson.."};

    @Test
    void packagesKnowEachOtherInOneDirectionOnly() {
        check(
                slices().matching("(" + ROOT + "..)").should().beFreeOfCycles(),
                "a package that knows those who know it cannot be understood, tested or replaced by itself");
    }

    @Test
    void nobodyOfInternalKnowsTheRootPackage() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(under("internal"))
                        .should()
                        .dependOnClassesThat(
                                resideInAnyPackage(ROOT, under("backfill"), under("cli"), under("metrics"))),
                "the root package drives what is internal, never the other way round");
    }

    @Test
    void leavesOfTheApiKnowNobodyButEachOther() {
        check(
                classes()
                        .that()
                        .resideInAnyPackage(in("error"), in("limits"), in("retry"), in("transport"))
                        .should()
                        .onlyDependOnClassesThat(resideInAnyPackage(
                                "java..", "org.jspecify..", in("error"), in("limits"), in("retry"), in("transport"))),
                "what went wrong, how often to repeat and how bytes travel are facts that depend on no library");
    }

    @Test
    void feignAndJacksonAreInNoSignatureOfTheApi() {
        check(
                classes()
                        .that()
                        .resideInAnyPackage(API)
                        .and()
                        .arePublic()
                        .should(haveNoSignatureWith(FEIGN_AND_JACKSON)),
                "whoever uses the client must not have to know, nor to update, what it is made with");
    }

    private static ArchCondition<JavaClass> haveNoSignatureWith(String... packages) {
        DescribedPredicate<JavaClass> hidden = resideInAnyPackage(packages);
        return new ArchCondition<>("have no signature with " + List.of(packages)) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (JavaMember member : type.getMembers()) {
                    boolean seen = member.getModifiers().contains(JavaModifier.PUBLIC)
                            || member.getModifiers().contains(JavaModifier.PROTECTED);
                    for (JavaClass part : seen ? partsOf(member) : Set.<JavaClass>of()) {
                        if (hidden.test(part)) {
                            events.add(SimpleConditionEvent.violated(
                                    member, member.getFullName() + " shows " + part.getName()));
                        }
                    }
                }
            }
        };
    }

    private static Set<JavaClass> partsOf(JavaMember member) {
        if (member instanceof JavaField field) {
            return field.getType().getAllInvolvedRawTypes();
        }
        JavaCodeUnit unit = (JavaCodeUnit) member;
        return Stream.of(
                        unit.getReturnType().getAllInvolvedRawTypes().stream(),
                        unit.getParameterTypes().stream().flatMap(type -> type.getAllInvolvedRawTypes().stream()),
                        unit.getExceptionTypes().stream())
                .flatMap(types -> types)
                .map(JavaClass.class::cast)
                .collect(Collectors.toSet());
    }

    @Test
    void decisionsKnowNoLibraryNoTransportAndNoToken() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(under("internal.retry"))
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(
                                "feign..",
                                "com.fasterxml.jackson..",
                                "org.slf4j..",
                                "java.net..",
                                under("internal.http"),
                                under("internal.auth"),
                                under("internal.validation"),
                                under("generated"))),
                "a decision that a reader can check against a table is a pure function of facts");
    }

    @Test
    void tokensKnowNoDecisions() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(under("internal.auth"))
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(under("internal.retry"), in("retry"), "feign..")),
                "whether to repeat a call is decided in one place, for token calls too");
    }

    @Test
    void transportKnowsNoDecisions() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(under("internal.http"))
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(under("internal.retry"), in("retry"), "org.slf4j..")),
                "what reads an answer neither judges nor logs it");
    }

    @Test
    void feignIsBuiltInOnePlace() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(in("internal.http"))
                        .should()
                        .callMethod(feign.Feign.class, "builder"),
                "Feign's defaults repeat a POST and follow redirects; one builder switches them off");
    }

    @Test
    void onlyObjectMapperIsInternal() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(in("internal.http"), under("backfill"), under("cli"))
                        .should()
                        .dependOnClassesThat()
                        .belongToAnyOf(ObjectMapper.class, JsonMapper.class),
                "a second mapper would send nulls or fail on unknown fields");
    }

    @Test
    void generatedModelKnowsOnlyValueTypesAndConstraintsOfOurs() {
        DescribedPredicate<JavaClass> allowed = DescribedPredicate.describe(
                "ReasonCode, constraint annotations or libraries of the generator",
                type -> type.isEquivalentTo(ReasonCode.class)
                        || type.getPackageName().equals(in("constraint")) && type.isAnnotation()
                        || resideInAnyPackage(
                                        in("generated.model"),
                                        "java..",
                                        "jakarta.annotation..",
                                        "jakarta.validation..",
                                        "com.fasterxml.jackson.annotation..")
                                .test(type));
        check(
                classes()
                        .that()
                        .resideInAPackage(in("generated.model"))
                        .should()
                        .onlyDependOnClassesThat(allowed),
                "what the contract generates must not depend on how we use it");
    }

    @Test
    void generatedOperationIsKnownOnlyToThoseWhoCallIt() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(
                                ROOT, in("internal.http"), in("internal.validation"), in("generated.api"))
                        .should()
                        .dependOnClassesThat(resideInAPackage(in("generated.api"))),
                "users and everything else see the facade");
    }

    @Test
    void backfillUsesOnlyWhatEveryUserCanUse() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(under("backfill"))
                        .should()
                        .dependOnClassesThat(
                                resideInAnyPackage(under("internal"), in("generated.api"), under("cli"), "feign..")),
                "a run over many documents must be possible with the public client alone");
    }

    @Test
    void commandLineUsesNothingInternal() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(under("cli"))
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(under("internal"), in("generated.api"), "feign..")),
                "the command line is the first user of the library, not a part of it");
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(under("cli"))
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(under("cli"), "picocli..")),
                "a user of the library does not pay for the command line");
    }

    @Test
    void onlyTheCommandLinePrints() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(under("cli"))
                        .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS),
                "the streams belong to the program, not to its libraries");
    }

    @Test
    void timeIsJavaTimeAndComesFromOutside() {
        check(
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .belongToAnyOf(
                                java.util.Date.class, java.util.Calendar.class, java.text.SimpleDateFormat.class),
                "java.util.Date is mutable and has a zone of its own mind");
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(ROOT, under("internal"), in("retry"))
                        .and(DescribedPredicate.not(DescribedPredicate.describe(
                                "Timing", type -> type.getName().startsWith(in("internal.Timing")))))
                        .should()
                        .callMethod(System.class, "nanoTime")
                        .orShould()
                        .callMethod(System.class, "currentTimeMillis")
                        .orShould()
                        .callMethod(java.time.Instant.class, "now")
                        .orShould()
                        .callMethod(Thread.class, "sleep", long.class),
                "tests decide the time, and wait for nothing");
    }

    @Test
    void metricsAreKnownToNobody() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(in("metrics"))
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(in("metrics"), "io.micrometer..")),
                "Micrometer is optional: without it, no class may fail to load");
    }

    @Test
    void nothingHandWrittenIsInAGeneratedPackage() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src"))) {
            assertThat(sources.filter(file -> file.toString().replace('\\', '/').contains("zuoraregenerate/generated"))
                            .toList())
                    .as("files in generated packages, because the next build would not know them")
                    .isEmpty();
        }
    }

    @Test
    void publicTypesAreThoseThatUsersNeed() {
        Set<String> types = CODE.stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> Arrays.asList(API).contains(type.getPackageName()))
                .filter(type -> !type.getPackageName().equals(in("backfill")))
                .filter(type -> !type.isNestedClass())
                .map(type -> type.getName().substring(ROOT.length() + 1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(types)
                .as("public types: each one is a promise to users, and is removed only with a new major version")
                .containsExactly(
                        "RegenerateClient",
                        "RegenerateClientBuilder",
                        "RegenerateListener",
                        "RegenerateOptions",
                        "Regeneration",
                        "ZuoraEnvironment",
                        "constraint.ExactlyOneOf",
                        "constraint.ExactlyOneOfValidator",
                        "constraint.NotBothTrue",
                        "constraint.NotBothTrueValidator",
                        "error.AuthenticationException",
                        "error.ErrorReason",
                        "error.Failure",
                        "error.InvalidRequestException",
                        "error.Outcome",
                        "error.OutcomeUnknownException",
                        "error.PermissionException",
                        "error.RateLimitedException",
                        "error.ReasonCategory",
                        "error.ReasonCode",
                        "error.RegenerateException",
                        "error.RejectedException",
                        "error.RetriesExhaustedException",
                        "error.Violation",
                        "limits.TenantLimits",
                        "metrics.MicrometerListener",
                        "retry.RetryPolicy",
                        "retry.WaitCause",
                        "transport.RequestNotSentException",
                        "transport.Transport",
                        "transport.TransportRequest",
                        "transport.TransportResponse");
    }

    @Test
    void publicClassesOfTheApiCannotBeExtended() {
        check(
                classes()
                        .that()
                        .resideInAnyPackage(API)
                        .and()
                        .arePublic()
                        .and()
                        .areNotInterfaces()
                        .and()
                        .areNotEnums()
                        .and()
                        .doNotHaveFullyQualifiedName(in("error.RegenerateException"))
                        .should()
                        .haveModifier(JavaModifier.FINAL),
                "what nobody extends can change inside; the one abstract class is sealed");
    }

    @Test
    void everyPackageOfOursSaysWhatNullMeans() {
        Set<String> silent = CODE.stream()
                .filter(type -> !type.getPackageName().startsWith(in("generated")))
                .filter(type -> !type.getPackage().isAnnotatedWith(org.jspecify.annotations.NullMarked.class))
                .map(JavaClass::getPackageName)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(silent).as("packages without @NullMarked").isEmpty();
    }

    private static void check(ArchRule rule, String because) {
        // A wall may stand before the room behind it is built.
        rule.because(because).allowEmptyShould(true).check(CODE);
    }
}
