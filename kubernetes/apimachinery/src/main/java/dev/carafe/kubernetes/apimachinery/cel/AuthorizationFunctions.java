package dev.carafe.kubernetes.apimachinery.cel;

import com.google.common.collect.ImmutableSet;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.List;
import java.util.Optional;

/**
 * Questions of who may do what, as expressions of admission ask them (k8s.io/apiserver/pkg/cel/library, authz.go). They are known
 * to the checker alone: no environment whose expressions run has a value to ask them of.
 */
final class AuthorizationFunctions {
    static final StructType AUTHORIZER = type("Authorizer");
    static final StructType RESOURCE_CHECK = type("ResourceCheck");
    private static final StructType PATH_CHECK = type("PathCheck");
    private static final StructType GROUP_CHECK = type("GroupCheck");
    private static final StructType DECISION = type("Decision");

    static final List<CelFunctionDecl> DECLARATIONS = List.of(
            member("path", "authorizer_path", PATH_CHECK, AUTHORIZER, SimpleType.STRING),
            member("group", "authorizer_group", GROUP_CHECK, AUTHORIZER, SimpleType.STRING),
            member(
                    "serviceAccount",
                    "authorizer_serviceaccount",
                    AUTHORIZER,
                    AUTHORIZER,
                    SimpleType.STRING,
                    SimpleType.STRING),
            member("resource", "groupcheck_resource", RESOURCE_CHECK, GROUP_CHECK, SimpleType.STRING),
            narrowing("subresource", "resourcecheck_subresource"),
            narrowing("namespace", "resourcecheck_namespace"),
            narrowing("name", "resourcecheck_name"),
            narrowing("fieldSelector", "authorizer_fieldselector"),
            narrowing("labelSelector", "authorizer_labelselector"),
            CelFunctionDecl.newFunctionDeclaration(
                    "check",
                    CelOverloadDecl.newMemberOverload("pathcheck_check", DECISION, PATH_CHECK, SimpleType.STRING),
                    CelOverloadDecl.newMemberOverload(
                            "resourcecheck_check", DECISION, RESOURCE_CHECK, SimpleType.STRING)),
            member("errored", "decision_errored", SimpleType.BOOL, DECISION),
            member("error", "decision_error", SimpleType.STRING, DECISION),
            member("allowed", "decision_allowed", SimpleType.BOOL, DECISION),
            member("reason", "decision_reason", SimpleType.STRING, DECISION));

    private AuthorizationFunctions() {}

    @SuppressWarnings("Immutable") // there are no fields to resolve
    private static StructType type(String name) {
        return StructType.create("kubernetes.authorization." + name, ImmutableSet.of(), _ -> Optional.empty());
    }

    private static CelFunctionDecl member(String name, String overload, CelType result, CelType... parameters) {
        return CelFunctionDecl.newFunctionDeclaration(
                name, CelOverloadDecl.newMemberOverload(overload, result, parameters));
    }

    private static CelFunctionDecl narrowing(String name, String overload) {
        return member(name, overload, RESOURCE_CHECK, RESOURCE_CHECK, SimpleType.STRING);
    }
}
