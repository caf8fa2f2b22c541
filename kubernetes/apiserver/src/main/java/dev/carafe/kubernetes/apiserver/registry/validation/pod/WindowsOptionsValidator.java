package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.WindowsSecurityContextOptions;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** As whom a container runs on Windows. */
final class WindowsOptionsValidator {
    private static final int CREDENTIALS_KIB_MAX = 64;
    private static final int DOMAIN_CHARS_LIMIT = 256;
    private static final int USER_CHARS_MAX = 104;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Pattern NET_BIOS = Pattern.compile("[^\\\\/:*?\"<>|.][^\\\\/:*?\"<>|]{0,14}");
    private static final Pattern DOMAIN_LABEL = Pattern.compile("[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?");
    private static final Pattern RESERVED = Pattern.compile("[\"/\\\\:;|=,+*?<>@\\[\\]]");
    private static final Pattern DOTS_AND_SPACES = Pattern.compile("[. ]+");

    private WindowsOptionsValidator() {}

    static void options(WindowsSecurityContextOptions options, FieldPath path, List<FieldError> errors) {
        if (options.hasGmsaCredentialSpecName()) {
            Check.rule(
                    errors,
                    path.child("gmsaCredentialSpecName"),
                    options.gmsaCredentialSpecName(),
                    Names.dns1123Subdomain(options.gmsaCredentialSpecName()));
        }
        if (options.hasGmsaCredentialSpec()) {
            FieldPath at = path.child("gmsaCredentialSpec");
            String credentials = options.gmsaCredentialSpec();
            if (credentials.isEmpty()) {
                errors.add(FieldError.invalid(at, credentials, "gmsaCredentialSpec cannot be an empty string"));
            } else if (credentials.getBytes(StandardCharsets.UTF_8).length > CREDENTIALS_KIB_MAX * 1024) {
                errors.add(FieldError.invalid(
                        at, credentials, "gmsaCredentialSpec size must be under " + CREDENTIALS_KIB_MAX + " KiB"));
            }
        }
        if (options.hasRunAsUserName()) {
            userName(options.runAsUserName(), path.child("runAsUserName"), errors);
        }
    }

    private static void userName(String name, FieldPath path, List<FieldError> errors) {
        if (name.isEmpty()) {
            errors.add(FieldError.invalid(path, name, "runAsUserName cannot be an empty string"));
        } else if (CONTROL.matcher(name).find()) {
            errors.add(FieldError.invalid(path, name, "runAsUserName cannot contain control characters"));
        } else if (name.indexOf('\\') != name.lastIndexOf('\\')) {
            errors.add(FieldError.invalid(path, name, "runAsUserName cannot contain more than one backslash"));
        } else {
            if (name.indexOf('\\') >= 0) {
                domain(name, name.substring(0, name.indexOf('\\')), path, errors);
            }
            user(name, name.substring(name.indexOf('\\') + 1), path, errors);
        }
    }

    private static void domain(String name, String domain, FieldPath path, List<FieldError> errors) {
        if (domain.getBytes(StandardCharsets.UTF_8).length >= DOMAIN_CHARS_LIMIT) {
            errors.add(FieldError.invalid(
                    path, name, "runAsUserName's Domain length must be under " + DOMAIN_CHARS_LIMIT + " characters"));
        }
        if (!NET_BIOS.matcher(domain).matches() && !isDomain(domain)) {
            errors.add(FieldError.invalid(
                    path, name, "runAsUserName's Domain doesn't match the NetBios nor the DNS format"));
        }
    }

    private static boolean isDomain(String text) {
        return List.of(text.split("\\.", -1)).stream()
                .allMatch(label ->
                        label.length() <= 63 && DOMAIN_LABEL.matcher(label).matches());
    }

    private static void user(String name, String user, FieldPath path, List<FieldError> errors) {
        int bytes = user.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0) {
            errors.add(FieldError.invalid(path, name, "runAsUserName's User cannot be empty"));
        } else if (bytes > USER_CHARS_MAX) {
            errors.add(FieldError.invalid(
                    path,
                    name,
                    "runAsUserName's User length must not be longer than " + USER_CHARS_MAX + " characters"));
        }
        if (DOTS_AND_SPACES.matcher(user).matches()) {
            errors.add(FieldError.invalid(path, name, "runAsUserName's User cannot contain only periods or spaces"));
        }
        if (RESERVED.matcher(user).find()) {
            errors.add(FieldError.invalid(
                    path, name, "runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]"));
        }
    }
}
