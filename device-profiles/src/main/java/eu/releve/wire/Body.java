package eu.releve.wire;

/** What a batch carries. */
public sealed interface Body permits Readings, Catalogue, Facts {}
