/*
 * Stands for a program of Windows in the tests of the package's scripts. The program is named by the
 * file, such as pnputil.exe.
 *
 * The folder in the environment variable STAND_INS has answers.txt, with a line `CODE|CALL|OUTPUT` for
 * each answer. A call, the program's name and its arguments, is added to calls.txt there and gets the
 * first answer whose CALL begins the call; without one, 0 and no output. `\n` in OUTPUT ends a line.
 * Only find.exe does its own work: it succeeds if a line of the input has the text.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int find(int count, char **arguments)
{
    int ignores_case = count > 2 && strcasecmp(arguments[1], "/i") == 0;
    const char *text = arguments[count - 1];
    size_t length = strlen(text);
    static char line[4096];
    while (fgets(line, sizeof line, stdin)) {
        for (char *at = line; *at; at++) {
            if (ignores_case ? !strncasecmp(at, text, length) : !strncmp(at, text, length)) {
                fputs(line, stdout);
                return 0;
            }
        }
    }
    return 1;
}

static FILE *file(const char *name, const char *mode)
{
    char path[1024];
    const char *folder = getenv("STAND_INS");
    snprintf(path, sizeof path, "%s\\%s", folder ? folder : ".", name);
    FILE *opened = fopen(path, mode);
    if (!opened) {
        fprintf(stderr, "cannot open %s\n", path);
        exit(99);
    }
    return opened;
}

static void print(const char *output)
{
    for (; *output && *output != '\n' && *output != '\r'; output++) {
        if (output[0] == '\\' && output[1] == 'n') {
            putchar('\n');
            output++;
        } else {
            putchar(*output);
        }
    }
}

int main(int count, char **arguments)
{
    const char *name = arguments[0];
    for (const char *at = name; *at; at++) {
        if (*at == '\\' || *at == '/') {
            name = at + 1;
        }
    }
    static char call[4096], answer[8192];
    snprintf(call, sizeof call, "%.*s", (int)strcspn(name, "."), name);
    if (strcasecmp(call, "find") == 0) {
        return find(count, arguments);
    }
    for (int at = 1; at < count; at++) {
        strncat(call, " ", sizeof call - strlen(call) - 1);
        strncat(call, arguments[at], sizeof call - strlen(call) - 1);
    }
    FILE *calls = file("calls.txt", "a");
    fprintf(calls, "%s\n", call);
    fclose(calls);

    FILE *answers = file("answers.txt", "r");
    while (fgets(answer, sizeof answer, answers)) {
        char *of = strchr(answer, '|');
        char *output = of ? strchr(of + 1, '|') : NULL;
        if (output && !strncasecmp(call, of + 1, output - of - 1)) {
            print(output + 1);
            return atoi(answer);
        }
    }
    return 0;
}
