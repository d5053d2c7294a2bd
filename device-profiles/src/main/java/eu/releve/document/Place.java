package eu.releve.document;

/**
 * Where something is written.
 *
 * @param file the file's name.
 * @param line counted from 1.
 */
record Place(String file, int line) {}
