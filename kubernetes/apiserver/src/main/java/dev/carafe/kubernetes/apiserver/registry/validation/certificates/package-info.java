/**
 * What is wrong with requests for certificates, bundles of trust, and the PEM in them (upstream's pkg/apis/.../validation).
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.registry.validation.certificates;

import org.jspecify.annotations.NullMarked;
