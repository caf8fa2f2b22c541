package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.HostAlias;
import dev.carafe.kubernetes.api.core.v1.PodDNSConfig;
import dev.carafe.kubernetes.api.core.v1.PodDNSConfigOption;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.IpAddresses;
import java.util.List;
import java.util.regex.Pattern;

/** How a pod resolves names, and by which name it goes itself. */
final class PodDnsValidator {
    private static final int NAMESERVERS_MAX = 3;
    private static final int SEARCHES_MAX = 32;
    private static final int SEARCH_CHARS_MAX = 2_048;
    private static final int HOSTNAME_CHARS_MAX = 64;
    private static final Pattern SEARCH_LABEL = Pattern.compile("_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?");
    private static final String SEARCH_RULE = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric"
            + " characters, '_', '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com',"
            + " regex used for validation is"
            + " '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*')";

    private PodDnsValidator() {}

    /** The configuration at {@code path}, which only the policy {@code None} requires. */
    static void config(PodSpec spec, FieldPath path, List<FieldError> errors) {
        boolean none = spec.dnsPolicy().equals("None");
        if (!spec.hasDnsConfig()) {
            if (none) {
                errors.add(FieldError.required(path, "must provide `dnsConfig` when `dnsPolicy` is None"));
            }
            return;
        }
        PodDNSConfig config = spec.dnsConfig();
        List<String> nameservers = config.nameservers();
        FieldPath at = path.child("nameservers");
        if (none && nameservers.isEmpty()) {
            errors.add(FieldError.required(at, "must provide at least one DNS nameserver when `dnsPolicy` is None"));
            return;
        }
        if (nameservers.size() > NAMESERVERS_MAX) {
            errors.add(
                    FieldError.invalid(at, nameservers, "must not have more than " + NAMESERVERS_MAX + " nameservers"));
        }
        for (int i = 0; i < nameservers.size(); i++) {
            Check.rule(errors, at.index(i), nameservers.get(i), IpAddresses.strict(nameservers.get(i)));
        }
        searches(config.searches(), path.child("searches"), errors);
        List<PodDNSConfigOption> options = config.options();
        for (int i = 0; i < options.size(); i++) {
            if (options.get(i).name().isEmpty()) {
                errors.add(FieldError.required(path.child("options").index(i), "must not be empty"));
            }
        }
    }

    private static void searches(List<String> searches, FieldPath path, List<FieldError> errors) {
        if (searches.size() > SEARCHES_MAX) {
            errors.add(FieldError.invalid(path, searches, "must not have more than " + SEARCHES_MAX + " search paths"));
        }
        if (String.join(" ", searches).length() > SEARCH_CHARS_MAX) {
            errors.add(FieldError.invalid(
                    path,
                    searches,
                    "must not have more than " + SEARCH_CHARS_MAX
                            + " characters (including spaces) in the search list"));
        }
        for (int i = 0; i < searches.size(); i++) {
            String search = searches.get(i);
            if (search.equals(".")) {
                continue;
            }
            String domain = search.endsWith(".") ? search.substring(0, search.length() - 1) : search;
            if (domain.length() > Names.DNS1123_SUBDOMAIN_MAX) {
                errors.add(FieldError.invalid(
                        path.index(i), domain, "must be no more than " + Names.DNS1123_SUBDOMAIN_MAX + " characters"));
            }
            boolean wellFormed = List.of(domain.split("\\.", -1)).stream()
                    .allMatch(label -> SEARCH_LABEL.matcher(label).matches());
            if (!wellFormed) {
                errors.add(FieldError.invalid(path.index(i), domain, SEARCH_RULE));
            }
        }
    }

    static void hostAliases(List<HostAlias> aliases, FieldPath path, List<FieldError> errors) {
        for (int i = 0; i < aliases.size(); i++) {
            HostAlias alias = aliases.get(i);
            FieldPath at = path.index(i);
            Check.rule(errors, at.child("ip"), alias.ip(), IpAddresses.strict(alias.ip()));
            List<String> names = alias.hostnames();
            for (int j = 0; j < names.size(); j++) {
                Check.rule(errors, at.child("hostnames").index(j), names.get(j), Names.dns1123Subdomain(names.get(j)));
            }
        }
    }

    /** A name instead of the pod's own. */
    static void hostnameOverride(PodSpec spec, FieldPath path, List<FieldError> errors) {
        if (!spec.hasHostnameOverride()) {
            return;
        }
        if (spec.setHostnameAsFQDN()) {
            errors.add(FieldError.forbidden(path, "may not be specified when setHostnameAsFQDN is true"));
        }
        if (spec.hostNetwork()) {
            errors.add(FieldError.forbidden(path, "may not be specified when hostNetwork is true"));
        }
        if (spec.hostnameOverride().length() > HOSTNAME_CHARS_MAX) {
            errors.add(FieldError.tooLong(path, HOSTNAME_CHARS_MAX));
        }
        Check.rule(errors, path, spec.hostnameOverride(), Names.dns1123Subdomain(spec.hostnameOverride()));
    }
}
