@echo off
rem Removes what install.cmd made for $DRIVER$, whole or half, and can be run again.
rem Exit code: 0 = removed, 1 = stopped at a failure, 2 = restart Windows to complete the removal.
setlocal EnableExtensions DisableDelayedExpansion
set "system=%SystemRoot%\System32"
rem A 32-bit prompt reaches the 64-bit programs only by this name.
if defined PROCESSOR_ARCHITEW6432 set "system=%SystemRoot%\Sysnative"
set "restart="

cd /d "%~dp0"
for %%f in ($PROGRAMS$) do (
    if not exist "%%f" (
        set "problem=%%f is missing in %~dp0"
        set "remedy=Copy %%f into the folder of the package"
        goto failed
    )
)
set "problem=This prompt is not elevated."
set "remedy=Open a Command Prompt with 'Run as administrator'"
call :elevated
if not "%errorlevel%"=="0" goto failed
echo ok: the prompt is elevated
$COMMANDS$
set "problem=pnputil cannot list the driver packages."
set "remedy=Read the message of pnputil above"
set "list=%TEMP%\$DRIVER$-packages-%RANDOM%%RANDOM%.txt"
"%system%\pnputil.exe" /enum-drivers >"%list%"
if not "%errorlevel%"=="0" goto failed
if not exist "%list%" goto failed
rem The labels in the list are in the language of Windows, so only the values count: the published
rem name, then the original name, then the line that ends in the mark of this driver's packages.
set "name="
set "original="
set "published="
for /f "usebackq delims=" %%l in ("%list%") do call :line "%%l"
del "%list%"
if not defined published echo ok: the driver store has no package of $DRIVER$
set "failed="
for %%p in (%published%) do call :delete %%p
if defined failed goto failed
for %%s in ($STORES$) do call :forget %%s
if defined failed goto failed
if defined restart goto restart
echo Removed. Test signing is as it was. To turn it off: bcdedit /set testsigning off
exit /b 0

:restart
echo Removed, once Windows has restarted: shutdown /r /t 0
exit /b 2

:failed
echo uninstall.cmd stopped: %problem% 1>&2
echo To do: %remedy%, then run uninstall.cmd again. 1>&2
exit /b 1

rem Succeeds if the prompt has the high mandatory level, or that of the system.
:elevated
"%system%\whoami.exe" /groups | "%system%\find.exe" "S-1-16-12288" >nul
if "%errorlevel%"=="0" exit /b 0
"%system%\whoami.exe" /groups | "%system%\find.exe" "S-1-16-16384" >nul
exit /b %errorlevel%

rem Takes a line of the list, and adds the published name of a package of this driver.
:line
set "text= %~1"
set "found="
if /i "%text:~-9,4%%text:~-4%"==" oem.inf" set "found=%text:~-8%"
if /i "%text:~-10,4%%text:~-4%"==" oem.inf" set "found=%text:~-9%"
if /i "%text:~-11,4%%text:~-4%"==" oem.inf" set "found=%text:~-10%"
if /i "%text:~-12,4%%text:~-4%"==" oem.inf" set "found=%text:~-11%"
if defined found set "name=%found%"
if defined found set "original="
if /i "%text:~-$NAME_LENGTH$%"==" $DRIVER$.inf" set "original=yes"
if not defined original exit /b 0
if not defined name exit /b 0
if /i not "%text:~-$MARK_LENGTH$%"==" $MARK$" exit /b 0
set "published=%published% %name%"
set "name="
exit /b 0

rem Deletes a package, unless an earlier one could not be deleted.
:delete
if defined failed exit /b 0
"%system%\pnputil.exe" /delete-driver %1 /uninstall
set "code=%errorlevel%"
rem 3010 is ERROR_SUCCESS_REBOOT_REQUIRED.
if "%code%"=="3010" set "restart=yes"
if "%code%"=="3010" set "code=0"
set "problem=pnputil cannot delete the package %1: exit code %code%."
set "remedy=Read the message of pnputil above"
if not "%code%"=="0" set "failed=yes"
if "%code%"=="0" echo ok: the package %1 is deleted
exit /b 0

rem Removes the certificate from a store that has it, unless that failed for an earlier store.
:forget
if defined failed exit /b 0
"%system%\certutil.exe" -store %1 $CERTIFICATE$ >nul 2>nul
if not "%errorlevel%"=="0" (
    echo ok: the store %1 does not have the certificate
    exit /b 0
)
"%system%\certutil.exe" -delstore %1 $CERTIFICATE$
set "code=%errorlevel%"
set "problem=certutil cannot remove the certificate from the store %1: exit code %code%."
set "remedy=Read the message of certutil above"
if not "%code%"=="0" set "failed=yes"
if "%code%"=="0" echo ok: the certificate is removed from the store %1
exit /b 0

rem Runs a command of the driver's manifest.
:run
echo running: %*
%*
set "code=%errorlevel%"
set "problem=%* failed with exit code %code%."
set "remedy=Read the message of the command above"
exit /b %code%
