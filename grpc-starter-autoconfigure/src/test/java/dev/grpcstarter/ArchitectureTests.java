package dev.grpcstarter;

import java.lang.annotation.Annotation;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The rules of the house.
 */
@AnalyzeClasses(packages = "dev.grpcstarter", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	private static final String AUTOCONFIGURE = "..autoconfigure..";

	@ArchTest
	static final ArchRule noCycles = slices().matching("dev.grpcstarter.(**)")
		.should()
		.beFreeOfCycles()
		.because("a feature that is part of a cycle can be neither understood nor moved by itself");

	@ArchTest
	static final ArchRule theServerDoesNotKnowTheClient = noClasses().that()
		.resideInAPackage("dev.grpcstarter.server..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("dev.grpcstarter.client..")
		.because("a service that only serves brings no client");

	@ArchTest
	static final ArchRule theClientDoesNotKnowTheServer = noClasses().that()
		.resideInAPackage("dev.grpcstarter.client..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("dev.grpcstarter.server..")
		.because("an application that only calls brings no server");

	@ArchTest
	static final ArchRule whatBothSidesKnowKnowsNeither = noClasses().that()
		.resideInAnyPackage("dev.grpcstarter.call..", "dev.grpcstarter.error..", "dev.grpcstarter.netty..",
				"dev.grpcstarter.tls..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("dev.grpcstarter.server..", "dev.grpcstarter.client..")
		.because("either side brings it without the other");

	@ArchTest
	static final ArchRule theRuntimeDoesNotKnowItsConfiguration = noClasses().that()
		.resideOutsideOfPackage(AUTOCONFIGURE)
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage(AUTOCONFIGURE, "dev.grpcstarter.actuate..")
		.because("properties are turned into values once, and nobody reads them afterwards");

	@ArchTest
	static final ArchRule featuresDoNotKnowWhoWatchesThem = noClasses().that()
		.resideOutsideOfPackages("dev.grpcstarter.observation..", AUTOCONFIGURE)
		.should()
		.dependOnClassesThat()
		.resideInAPackage("dev.grpcstarter.observation..")
		.because("a feature offers an interface, and the observation implements it");

	@ArchTest
	static final ArchRule nettyStaysInItsRoom = noClasses().that()
		.resideOutsideOfPackage("..netty..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.grpc.netty..", "io.netty..")
		.because("the transport can then be exchanged");

	@ArchTest
	static final ArchRule micrometerStaysInItsRoom = noClasses().that()
		.resideOutsideOfPackage("dev.grpcstarter.observation..")
		.should()
		.dependOnClassesThat(resideInAPackage("io.micrometer..")
			.and(DescribedPredicate.not(resideInAnyPackage("io.micrometer.context.."))))
		.because("everything else works without it on the class path");

	@ArchTest
	static final ArchRule propertiesStandBesideTheirAutoConfiguration = classes().that()
		.areAnnotatedWith(ConfigurationProperties.class)
		.should()
		.resideInAPackage(AUTOCONFIGURE)
		.andShould()
		.bePackagePrivate()
		.because("they are how text is read, and not how anything works");

	@ArchTest
	static final ArchRule autoConfigurationsAreNoApi = classes().that()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.resideInAPackage(AUTOCONFIGURE)
		.andShould()
		.bePublic()
		.andShould()
		.haveModifier(JavaModifier.FINAL)
		.because("an application may name one to exclude it, and do nothing else with it");

	@ArchTest
	static final ArchRule beanMethodsAreNoApi = methods().that()
		.areAnnotatedWith(Bean.class)
		.should()
		.bePackagePrivate()
		.andShould()
		.notBeAnnotatedWith(ConditionalOnClass.class)
		.because("they are for Spring to call, and a class that may be missing must not be in their signature");

	@ArchTest
	static final ArchRule noBeanPostProcessors = noClasses().should()
		.beAssignableTo(BeanPostProcessor.class)
		.because("they create the beans that they need before others can be processed");

	@ArchTest
	static final ArchRule noFieldInjection = noFields().should()
		.beAnnotatedWith(DescribedPredicate.<com.tngtech.archunit.core.domain.JavaAnnotation<?>>describe(
				"an annotation that injects",
				(annotation) -> isAnyOf(annotation.getRawType(), Autowired.class, Value.class)))
		.because("what a type needs stands in its constructor");

	@ArchTest
	static final ArchRule noStaticMutableState = fields().that()
		.areStatic()
		.should()
		.beFinal()
		.because("contexts in one JVM must not meet");

	@ArchTest
	static final ArchRule nothingIsOpenedByForce = noClasses().should()
		.callMethod(java.lang.reflect.AccessibleObject.class, "setAccessible", boolean.class)
		.because("a method handle with a lookup of its owner does it in the open");

	@ArchTest
	static final ArchRule everyPackageIsNullMarked = classes().that()
		.haveSimpleName("package-info")
		.should()
		.beAnnotatedWith(NullMarked.class)
		.because("null is then part of every signature");

	@ArchTest
	static final ArchRule noUtilities = noClasses().should()
		.haveSimpleNameEndingWith("Util")
		.orShould()
		.haveSimpleNameEndingWith("Utils")
		.orShould()
		.haveSimpleNameEndingWith("Helper")
		.because("a name says what a type is for");

	@SafeVarargs
	private static boolean isAnyOf(JavaClass type, Class<? extends Annotation>... annotations) {
		for (Class<? extends Annotation> annotation : annotations) {
			if (type.isEquivalentTo(annotation)) {
				return true;
			}
		}
		return false;
	}

}
