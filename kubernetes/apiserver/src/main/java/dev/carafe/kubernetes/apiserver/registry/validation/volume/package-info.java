/**
 * What is wrong with volumes: those of pods, persistent ones, claims, and the objects of drivers that provide them (upstream's pkg/apis/.../validation).
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.registry.validation.volume;

import org.jspecify.annotations.NullMarked;
