/**
 * What is wrong with the kinds that make pods of a template, with jobs and their schedules, and what scales or guards them (upstream's pkg/apis/.../validation).
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.registry.validation.workload;

import org.jspecify.annotations.NullMarked;
