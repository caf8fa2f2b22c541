package dev.carafe.kubernetes.apiserver.authorization;

import dev.carafe.kubernetes.api.rbac.v1.PolicyRule;
import java.util.List;

/**
 * One rule of a role (rbac.authorization.k8s.io/v1 PolicyRule), with upstream's matching.
 *
 * @param resourceNames empty for all objects
 * @param nonResourceUrls paths, of which the last character may be a star
 */
public record Rule(
        List<String> verbs,
        List<String> groups,
        List<String> resources,
        List<String> resourceNames,
        List<String> nonResourceUrls) {
    private static final String ALL = "*";

    public Rule {
        verbs = List.copyOf(verbs);
        groups = List.copyOf(groups);
        resources = List.copyOf(resources);
        resourceNames = List.copyOf(resourceNames);
        nonResourceUrls = List.copyOf(nonResourceUrls);
    }

    static Rule of(PolicyRule rule) {
        return new Rule(rule.verbs(), rule.apiGroups(), rule.resources(), rule.resourceNames(), rule.nonResourceURLs());
    }

    /** Whether the rule allows the request. */
    public boolean allows(Attributes request) {
        return request.isResourceRequest()
                ? allows(verbs, request.verb())
                        && allows(groups, request.group())
                        && allowsResource(request.resource(), request.subresource())
                        && (resourceNames.isEmpty() || resourceNames.contains(request.name()))
                : allows(verbs, request.verb()) && allowsPath(request.path());
    }

    private static boolean allows(List<String> allowed, String wanted) {
        return allowed.contains(wanted) || allowed.contains(ALL);
    }

    private boolean allowsResource(String resource, String subresource) {
        for (int i = 0; i < resources.size(); i++) {
            String allowed = resources.get(i);
            if (allowed.equals(ALL)) {
                return true;
            }
            if (subresource.isEmpty() ? allowed.equals(resource) : allowsSubresource(allowed, resource, subresource)) {
                return true;
            }
        }
        return false;
    }

    private static boolean allowsSubresource(String allowed, String resource, String subresource) {
        int slash = allowed.indexOf('/');
        return slash > 0
                && allowed.regionMatches(slash + 1, subresource, 0, subresource.length())
                && allowed.length() == slash + 1 + subresource.length()
                && ((slash == 1 && allowed.charAt(0) == '*')
                        || (slash == resource.length() && allowed.startsWith(resource)));
    }

    private boolean allowsPath(String path) {
        for (String allowed : nonResourceUrls) {
            if (allowed.equals(ALL) || allowed.equals(path)) {
                return true;
            }
            if (allowed.endsWith(ALL) && path.startsWith(allowed.substring(0, allowed.length() - 1))) {
                return true;
            }
        }
        return false;
    }
}
