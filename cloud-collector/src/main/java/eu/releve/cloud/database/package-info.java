/** Starts or reaches the database, finds out what it can do, and brings its schema up to date. */
@NullMarked
package eu.releve.cloud.database;

import org.jspecify.annotations.NullMarked;
