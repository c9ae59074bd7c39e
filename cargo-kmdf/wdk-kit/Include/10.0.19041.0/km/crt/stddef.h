/*
 * The one type of the C library that the interface uses.
 *
 * Source: the reference page "Windows Data Types" (`size_t` has 64 bits).
 */
#pragma once

typedef unsigned long long size_t;
